//! The public notice of an approved claim, and what objections do to it.
use super::decide::{Circumstances, Event, Outcome};
use super::review::authority;
use super::{Claim, Refusal};
use crate::domain::duty;
use crate::domain::notice::{self, Length, PublicNotice};
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
    let notice = claim.notice.as_mut();
    notice::object(notice, &mut claim.objections, text, at.actor, at.today)?;
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
    duty::stable_code("code", &code)?;
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
    notice::resolve(&mut claim.objections, upheld, reason, at.actor, at.today)?;
    Ok(())
}
