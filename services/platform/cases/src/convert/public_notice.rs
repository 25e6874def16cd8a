//! A public notice as callers see it.
use kezhuan_law::notice::{Length, PublicNotice};
use kezhuan_protocol::cases;

/// A notice as it was opened.
pub fn message(notice: &PublicNotice) -> cases::PublicNotice {
    cases::PublicNotice {
        start_date: notice.start.to_string(),
        last_day: notice.last_day.to_string(),
        working_days: match notice.length {
            Length::WorkingDays(days) => i32::try_from(days).unwrap_or(i32::MAX),
            Length::CalendarDays(_) => 0,
        },
    }
}
