//! Public notices and what is brought forward against them.
use kezhuan_cases::CaseKind;
use kezhuan_cases::reader::shown;
use kezhuan_protocol::incubation::v1;

use crate::api::case::Kind;
use crate::domain::notice::{Length, Objection, PublicNotice, Resolution};
use crate::store::notices;

/// A notice as it was opened.
pub fn message(notice: &PublicNotice) -> v1::PublicNotice {
    let (days, working_days) = match notice.length {
        Length::WorkingDays(days) => (days, true),
        Length::CalendarDays(days) => (days, false),
    };
    v1::PublicNotice {
        start_date: notice.start.to_string(),
        last_day: notice.last_day.to_string(),
        days: i32::try_from(days).unwrap_or(i32::MAX),
        working_days,
    }
}

/// An objection and what became of it; who answered it is told inside the authority.
pub fn objection(objection: &Objection, official: bool) -> v1::Objection {
    use v1::objection::Outcome;
    let resolution = objection.resolution.as_ref();
    let outcome = match resolution.map(|resolution| resolution.upheld) {
        None => Outcome::Unspecified,
        Some(false) => Outcome::Dismissed,
        Some(true) => Outcome::Upheld,
    };
    let told = |of: fn(&Resolution) -> String| resolution.map(of).unwrap_or_default();
    let answered_by = resolution.map(|resolution| resolution.resolved_by.as_str());
    v1::Objection {
        objector: objection.objector.clone(),
        text: objection.text.clone(),
        filed_on: objection.filed_on.to_string(),
        outcome: outcome.into(),
        outcome_reason: told(|resolution| resolution.reason.clone()),
        resolved_by: shown(answered_by, official),
        resolved_on: told(|resolution| resolution.resolved_on.to_string()),
    }
}

/// What everybody sees of a case whose notice stands; nothing of a kind that nobody knows.
pub fn published(row: &notices::Published) -> Option<v1::Notice> {
    Some(v1::Notice {
        case: Kind::of_aggregate(&row.aggregate)?.name(row.id),
        number: row.number.clone(),
        tenant: row.tenant.clone(),
        title: row.title.clone(),
        organisation: row.organisation.clone(),
        notice: Some(message(&row.notice)),
    })
}
