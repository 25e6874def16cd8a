//! The public notice of an approved grant, and what objections do to it.
use kezhuan_law::budget::Entry;
use kezhuan_law::duty;
use kezhuan_law::notice::{self, Length, PublicNotice};

use super::decide::{Circumstances, Outcome};
use super::{Claim, Event, guard};

pub(super) fn publish(claim: &mut Claim, at: &Circumstances<'_>) -> Outcome {
    guard::authority(claim, at.actor)?;
    let length = Length::WorkingDays(at.terms.notice_working_days());
    let notice = PublicNotice::open(at.today, length, at.terms.counting(), at.calendar)?;
    let last_day = notice.last_day;
    claim.notice = Some(notice);
    Ok((Event::Published { last_day }, None))
}

pub(super) fn object(claim: &mut Claim, text: String, at: &Circumstances<'_>) -> Outcome {
    let (actor, today) = (at.actor, at.today);
    notice::object(
        claim.notice.as_mut(),
        &mut claim.objections,
        text,
        actor,
        today,
    )?;
    Ok((Event::Suspended, None))
}

pub(super) fn dismiss(claim: &mut Claim, reason: String, at: &Circumstances<'_>) -> Outcome {
    guard::authority(claim, at.actor)?;
    notice::resolve(&mut claim.objections, false, reason, at.actor, at.today)?;
    Ok((Event::ObjectionDismissed, None))
}

pub(super) fn uphold(
    claim: &mut Claim,
    code: String,
    reason: String,
    at: &Circumstances<'_>,
) -> Outcome {
    guard::authority(claim, at.actor)?;
    duty::stable_code("code", &code)?;
    let objections = &mut claim.objections;
    notice::resolve(objections, true, reason.clone(), at.actor, at.today)?;
    let freed = claim.refused_for(&code, reason, at);
    let entry = freed.map(Entry::ReleaseCommitted);
    Ok((Event::ObjectionUpheld { code }, entry))
}
