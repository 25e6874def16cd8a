//! The public notice of an approved claim, and what objections do to it.
use super::decide::{Circumstances, Outcome};
use super::review::{authority, end_without_payment, stable_code, still_due};
use super::{Claim, Event, Refusal, guard};
use crate::domain::budget::Entry;
use crate::domain::notice::{self, Counting, Length, Objection, PublicNotice, Resolution};
use crate::domain::refused::Refused;

/// A claim stands open to objections for at least this many working days.
pub const NOTICE_WORKING_DAYS_MIN: u32 = 5;

pub(super) fn publish(
    claim: &mut Claim,
    length: Length,
    counting: Counting,
    at: &Circumstances<'_>,
) -> Outcome {
    guard::official(claim, at.actor, authority(claim))?;
    still_due(claim, at.contract)?;
    let notice = PublicNotice::open(at.today, length, counting, at.calendar)?;
    let first = counting.count_first_day && at.calendar.is_working_day(at.today)?;
    let counted = at
        .calendar
        .working_days_between(at.today, notice.last_day)?
        + u32::from(first);
    if counted < NOTICE_WORKING_DAYS_MIN {
        return Err(Refused::new(
            "NOTICE_TOO_SHORT",
            format!("公示不得少于 {NOTICE_WORKING_DAYS_MIN} 个工作日"),
            format!("a notice stands for at least {NOTICE_WORKING_DAYS_MIN} working days"),
        ));
    }
    let last_day = notice.last_day;
    claim.earlier_notices.extend(claim.notice.replace(notice));
    Ok((Event::ClaimPublished { last_day }, None))
}

pub(super) fn object(claim: &mut Claim, text: String, at: &Circumstances<'_>) -> Outcome {
    if at.actor.is_service {
        return Err(Refused::new(
            "OBJECTION_BY_SERVICE",
            "异议须由自然人提出",
            "an objection is made by a person",
        ));
    }
    guard::reasoned(&text)?;
    if let Some(notice) = claim.notice.as_mut() {
        if notice.is_over(at.today) {
            return Err(Refused::new(
                "NOTICE_OVER",
                format!("公示已于 {} 结束", notice.last_day),
                format!("the notice ended on {}", notice.last_day),
            ));
        }
        notice.outcome = Some(notice::Outcome::Disputed);
    }
    claim.objections.push(Objection {
        objector: at.actor.subject.clone(),
        text,
        filed_on: at.today,
        resolution: None,
    });
    Ok((Event::ClaimSuspended, None))
}

pub(super) fn dismiss(claim: &mut Claim, reason: String, at: &Circumstances<'_>) -> Outcome {
    resolve(claim, false, reason, at)?;
    Ok((Event::ClaimObjectionDismissed, None))
}

pub(super) fn uphold(
    claim: &mut Claim,
    code: String,
    reason: String,
    at: &Circumstances<'_>,
) -> Outcome {
    stable_code(&code)?;
    resolve(claim, true, reason.clone(), at)?;
    let refusal = Refusal {
        code: code.clone(),
        note: reason,
        refused_on: at.today,
        // Decided on its merits, whatever J was: the contract is not claimed again.
        outdated: false,
    };
    let entry = end_without_payment(claim, refusal, Entry::ReleaseCommitted);
    Ok((Event::ClaimObjectionUpheld { code }, entry))
}

fn resolve(
    claim: &mut Claim,
    upheld: bool,
    reason: String,
    at: &Circumstances<'_>,
) -> Result<(), Refused> {
    guard::official(claim, at.actor, authority(claim))?;
    guard::reasoned(&reason)?;
    let objector = claim.open_objection().map(|open| open.objector.clone());
    guard::another_person(at.actor, objector.as_deref(), || {
        Refused::new(
            "RESOLVER_IS_OBJECTOR",
            "异议人不得处理本人提出的异议",
            "nobody resolves their own objection",
        )
    })?;
    for objection in &mut claim.objections {
        if objection.resolution.is_none() {
            objection.resolution = Some(Resolution {
                upheld,
                reason: reason.clone(),
                resolved_by: at.actor.subject.clone(),
                resolved_on: at.today,
            });
        }
    }
    Ok(())
}
