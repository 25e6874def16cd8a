//! Public notices and what is brought forward against them.
use kezhuan_cases::reader::shown;
use kezhuan_cases::{CaseKind, notices};
use kezhuan_protocol::agriculture::v1;

use crate::api::case::Kind;
use crate::domain::notice::{Length, Objection, PublicNotice, Resolution};

/// A notice as it was opened.
pub fn message(notice: &PublicNotice) -> v1::PublicNotice {
    v1::PublicNotice {
        start_date: notice.start.to_string(),
        last_day: notice.last_day.to_string(),
        working_days: match notice.length {
            Length::WorkingDays(days) => i32::try_from(days).unwrap_or(i32::MAX),
            Length::CalendarDays(_) => 0,
        },
    }
}

/// An objection and what became of it; people's names only to the authority.
pub fn objection(objection: &Objection, to_authority: bool) -> v1::Objection {
    use v1::objection::Outcome;
    let resolution = objection.resolution.as_ref();
    let outcome = match resolution.map(|resolution| resolution.upheld) {
        None => Outcome::Unspecified,
        Some(false) => Outcome::Dismissed,
        Some(true) => Outcome::Upheld,
    };
    let told = |of: fn(&Resolution) -> String| resolution.map(of).unwrap_or_default();
    let resolved_by = resolution.map(|resolution| resolution.resolved_by.as_str());
    v1::Objection {
        objector: shown(Some(&objection.objector), to_authority),
        text: objection.text.clone(),
        filed_on: objection.filed_on.to_string(),
        outcome: outcome.into(),
        outcome_reason: told(|resolution| resolution.reason.clone()),
        resolved_by: shown(resolved_by, to_authority),
        resolved_on: told(|resolution| resolution.resolved_on.to_string()),
    }
}

/// What everybody sees of a published case; nothing of one whose kind nobody knows.
pub fn published(row: &notices::Published) -> Option<v1::CaseNotice> {
    let kind = Kind::of_aggregate(&row.aggregate)?;
    Some(v1::CaseNotice {
        case: kind.name(row.id),
        number: row.number.clone(),
        tenant: row.tenant.clone(),
        title: row.title.clone(),
        organisation: row.organisation.clone(),
        notice: Some(message(&row.notice)),
    })
}
