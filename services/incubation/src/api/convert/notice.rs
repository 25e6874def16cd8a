//! Public notices: as the case has them, and as everybody sees them.
use kezhuan_cases::CaseKind;
use kezhuan_protocol::incubation::v1;

use crate::api::case::Kind;
use crate::domain::notice::{Length, PublicNotice};
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
