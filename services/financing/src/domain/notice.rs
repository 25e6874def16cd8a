//! Public notice (公示) of a proposed payment: it stands for working days and ends with its last day.
use chrono::NaiveDate;
use kezhuan_law::{CalendarMissing, WorkingCalendar};
use serde::{Deserialize, Serialize};

/// One public notice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicNotice {
    pub start: NaiveDate,
    pub last_day: NaiveDate,
}

/// What someone brought forward against a published decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Objection {
    /// Subject of the person who objects.
    pub objector: String,
    pub text: String,
    pub filed_on: NaiveDate,
    /// `None` while it is open.
    pub resolution: Option<Resolution>,
}

/// What became of an objection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resolution {
    pub upheld: bool,
    pub reason: String,
    pub resolved_by: String,
    pub resolved_on: NaiveDate,
}

impl PublicNotice {
    /// A notice that starts on `start` and stands for `working_days` after it.
    pub fn open(
        start: NaiveDate,
        working_days: u32,
        calendar: &WorkingCalendar,
    ) -> Result<PublicNotice, CalendarMissing> {
        let last_day = calendar.nth_working_day(start, working_days)?;
        Ok(PublicNotice { start, last_day })
    }

    /// Whether its last day has passed on `today`: the period ends at 24:00 of that day.
    pub fn is_over(&self, today: NaiveDate) -> bool {
        today > self.last_day
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_working_days_pass_over_a_weekend() {
        let start = "2025-03-06".parse().unwrap();
        let notice = PublicNotice::open(start, 5, WorkingCalendar::shipped()).unwrap();
        assert_eq!(notice.last_day, "2025-03-13".parse().unwrap());
        assert!(!notice.is_over(notice.last_day));
        assert!(notice.is_over("2025-03-14".parse().unwrap()));
    }
}
