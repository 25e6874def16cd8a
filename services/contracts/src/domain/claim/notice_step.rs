//! The public notice of an approved claim, and what objections do to it.
use super::decide::{Circumstances, Outcome};
use super::review::{authority, end_without_payment, still_due};
use super::{Claim, Event, Refusal, guard};
use crate::domain::budget::Entry;
use crate::domain::duty;
use crate::domain::notice::{self, Counting, Length, PublicNotice};
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
    notice.at_least(NOTICE_WORKING_DAYS_MIN, counting, at.calendar)?;
    let last_day = notice.last_day;
    claim.earlier_notices.extend(claim.notice.replace(notice));
    Ok((Event::ClaimPublished { last_day }, None))
}

pub(super) fn object(claim: &mut Claim, text: String, at: &Circumstances<'_>) -> Outcome {
    let notice = claim.notice.as_mut();
    notice::object(notice, &mut claim.objections, text, at.actor, at.today)?;
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
    duty::stable_code("code", &code)?;
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
    let resolved = notice::resolve(&mut claim.objections, upheld, reason, at.actor, at.today);
    resolved.map_err(|refusal| match refusal {
        notice::Refusal::OwnObjection => Refused::new(
            "RESOLVER_IS_OBJECTOR",
            "异议人不得处理本人提出的异议",
            "nobody resolves their own objection",
        ),
        other => other.into(),
    })
}
