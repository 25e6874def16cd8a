//! The public notice of an approved claim, and what objections do to it.
use super::decide::{Circumstances, Event, Outcome};
use super::review::authority;
use super::{Claim, Refusal};
use crate::domain::duty;
use crate::domain::notice::{Length, Objection, Outcome as Ended, PublicNotice, Resolution};
use crate::domain::refused::Refused;

pub(super) fn publish(claim: &mut Claim, at: &Circumstances<'_>) -> Outcome {
    authority(claim, at)?;
    let length = Length::WorkingDays(at.terms.notice_working_days);
    let notice = PublicNotice::open(at.today, length, at.terms.counting(), at.calendar)?;
    let last_day = notice.last_day;
    claim.notice = Some(notice);
    Ok((Event::SubsidyPublished { last_day }, None))
}

pub(super) fn object(claim: &mut Claim, text: String, at: &Circumstances<'_>) -> Outcome {
    if at.actor.is_service {
        return Err(Refused::new(
            "OBJECTION_BY_SERVICE",
            "异议须由自然人提出",
            "an objection is made by a person",
        ));
    }
    duty::reasoned(&text)?;
    if let Some(notice) = claim.notice.as_mut() {
        if notice.is_over(at.today) {
            return Err(Refused::new(
                "NOTICE_OVER",
                format!("公示已于 {} 结束", notice.last_day),
                format!("the notice ended on {}", notice.last_day),
            ));
        }
        notice.outcome = Some(Ended::Disputed);
    }
    claim.objections.push(Objection {
        objector: at.actor.subject.clone(),
        text,
        filed_on: at.today,
        resolution: None,
    });
    Ok((Event::SubsidySuspended, None))
}

pub(super) fn dismiss(claim: &mut Claim, reason: String, at: &Circumstances<'_>) -> Outcome {
    resolve(claim, false, reason, at)?;
    Ok((Event::SubsidyObjectionDismissed, None))
}

pub(super) fn uphold(
    claim: &mut Claim,
    code: String,
    reason: String,
    at: &Circumstances<'_>,
) -> Outcome {
    duty::stable_code(&code)?;
    resolve(claim, true, reason.clone(), at)?;
    claim.refusal = Some(Refusal {
        code: code.clone(),
        note: reason,
        refused_on: at.today,
    });
    Ok((Event::SubsidyObjectionUpheld { code }, claim.give_back()))
}

fn resolve(
    claim: &mut Claim,
    upheld: bool,
    reason: String,
    at: &Circumstances<'_>,
) -> Result<(), Refused> {
    authority(claim, at)?;
    duty::reasoned(&reason)?;
    let open = claim.objections.last_mut();
    if let Some(open) = open.filter(|last| last.resolution.is_none()) {
        // Nobody resolves their own objection.
        duty::another_person(at.actor, Some(open.objector.as_str()))?;
        open.resolution = Some(Resolution {
            upheld,
            reason,
            resolved_by: at.actor.subject.clone(),
            resolved_on: at.today,
        });
    }
    Ok(())
}
