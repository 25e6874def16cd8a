//! The public notice of a proposed base, what is brought forward against it, and the accreditation that follows.
use chrono::NaiveDate;

use super::decide::{Circumstances, Event};
use super::terms::later;
use super::{Accreditation, Base, Refusal, guard};
use crate::domain::duty;
use crate::domain::notice::{self, Length, PublicNotice};
use crate::domain::refused::Refused;

/// The code of a base that an objection stopped.
const OBJECTION_UPHELD: &str = "OBJECTION_UPHELD";

/// Opens the notice; answers its last day.
pub(super) fn publish(base: &mut Base, at: &Circumstances<'_>) -> Result<NaiveDate, Refused> {
    let length = Length::CalendarDays(at.terms.notice_days);
    let opened = PublicNotice::open(at.today, length, at.terms.counting(), at.calendar)?;
    let last_day = opened.last_day;
    base.notice = Some(opened);
    Ok(last_day)
}

pub(super) fn object(
    base: &mut Base,
    text: String,
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    let notice = base.notice.as_mut();
    notice::object(notice, &mut base.objections, text, at.actor, at.today)?;
    Ok(Event::BaseObjected)
}

pub(super) fn resolve(
    base: &mut Base,
    upheld: bool,
    reason: String,
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    guard::authority(base, at)?;
    notice::resolve(
        &mut base.objections,
        upheld,
        reason.clone(),
        at.actor,
        at.today,
    )?;
    if upheld {
        base.refusal = Some(Refusal {
            code: OBJECTION_UPHELD.to_owned(),
            note: reason,
            refused_on: at.today,
        });
    }
    Ok(Event::BaseObjectionResolved { upheld })
}

/// The first term starts with the decision; a renewed one follows the one before, without a gap.
pub(super) fn accredit(
    base: &mut Base,
    plate_number: String,
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    guard::authority(base, at)?;
    let review = base.review.as_ref();
    duty::another_person(at.actor, review.map(|review| review.proposed_by.as_str()))?;
    notice::conclude(base.notice.as_mut(), &base.objections, at.today)?;
    if plate_number.trim().is_empty() {
        return Err(Refused::new(
            "PLATE_NUMBER_MISSING",
            "请填写牌匾编号",
            "an accredited base has a plate with a number",
        ));
    }
    let renewed = base.accreditation.is_some();
    let term = match base.accreditation.take() {
        None => first_term(plate_number, at)?,
        Some(before) => next_term(before, plate_number, at)?,
    };
    let due = match base.assess_due_on {
        Some(due) if due > at.today => due,
        Some(due) => at.terms.next_assessment(due, at.today)?,
        None => at.terms.next_assessment(at.today, at.today)?,
    };
    base.assess_due_on = Some(due);
    if let Some(renewal) = base.renewal.take() {
        base.figures = renewal.figures;
    }
    let event = Event::BaseAccredited {
        plate_number: term.plate_number.clone(),
        accredited_on: at.today,
        valid_until: term.valid_until,
        renewed,
    };
    base.accreditation = Some(term);
    Ok(event)
}

fn first_term(plate_number: String, at: &Circumstances<'_>) -> Result<Accreditation, Refused> {
    Ok(Accreditation {
        plate_number,
        accredited_by: at.actor.subject.clone(),
        accredited_on: at.today,
        term_starts_on: at.today,
        valid_until: later(at.today, at.terms.term_months)?,
        terms: 1,
    })
}

fn next_term(
    before: Accreditation,
    plate_number: String,
    at: &Circumstances<'_>,
) -> Result<Accreditation, Refused> {
    let ended = before.valid_until;
    Ok(Accreditation {
        plate_number,
        accredited_by: at.actor.subject.clone(),
        accredited_on: before.accredited_on,
        term_starts_on: ended.succ_opt().unwrap_or(ended),
        valid_until: later(ended, at.terms.term_months)?,
        terms: before.terms.saturating_add(1),
    })
}
