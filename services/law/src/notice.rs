//! Public notice (公示): a proposed decision stands open to objections until its last day has passed.
mod objection;

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::refused::Refused;
use crate::{CalendarMissing, WorkingCalendar};

pub use objection::{Objection, Refusal, Resolution, conclude, object, open_objection, resolve};

/// How long a notice stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Length {
    /// Never rolled to a working day: a notice is not a time limit of the Civil Code.
    CalendarDays(u32),
    WorkingDays(u32),
}

/// How days are counted: the parameter `notice.count_first_day`.
///
/// The city counts from the day after; a provincial notice of 2021 counted its first day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Counting {
    pub count_first_day: bool,
}

/// How a notice ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Outcome {
    Undisputed,
    Disputed,
}

/// One public notice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicNotice {
    pub start: NaiveDate,
    pub length: Length,
    pub last_day: NaiveDate,
    /// Kept once an objection or the payment settles it; `outcome_on` also sees the last day pass.
    pub outcome: Option<Outcome>,
}

impl PublicNotice {
    /// Opens a notice on `start`.
    pub fn open(
        start: NaiveDate,
        length: Length,
        counting: Counting,
        calendar: &WorkingCalendar,
    ) -> Result<PublicNotice, CalendarMissing> {
        Ok(PublicNotice {
            start,
            length,
            last_day: last_day(start, length, counting, calendar)?,
            outcome: None,
        })
    }

    /// Holds that it stands open for at least this many working days, whatever its length is counted in.
    pub fn at_least(
        &self,
        working_days: u32,
        counting: Counting,
        calendar: &WorkingCalendar,
    ) -> Result<(), Refused> {
        let first = counting.count_first_day && calendar.is_working_day(self.start)?;
        let counted = calendar.working_days_between(self.start, self.last_day)? + u32::from(first);
        if counted >= working_days {
            return Ok(());
        }
        Err(Refused::new(
            "NOTICE_TOO_SHORT",
            format!("公示不得少于 {working_days} 个工作日"),
            format!("a notice stands for at least {working_days} working days"),
        ))
    }

    /// How it ended, as of `today`: nobody has to do anything for its last day to pass.
    pub fn outcome_on(&self, today: NaiveDate) -> Option<Outcome> {
        self.outcome
            .or_else(|| self.is_over(today).then_some(Outcome::Undisputed))
    }

    /// Whether its last day has passed on `today`: the period ends at 24:00 of that day.
    pub fn is_over(&self, today: NaiveDate) -> bool {
        today > self.last_day
    }

    /// The first day on which it is over: when what follows an undisputed notice falls due.
    pub fn over_on(&self) -> Option<NaiveDate> {
        self.last_day.succ_opt()
    }
}

impl Outcome {
    /// The stable name stored and sent.
    pub const fn as_str(self) -> &'static str {
        match self {
            Outcome::Undisputed => "UNDISPUTED",
            Outcome::Disputed => "DISPUTED",
        }
    }
}

/// The last day of a notice that starts on `start`.
pub fn last_day(
    start: NaiveDate,
    length: Length,
    counting: Counting,
    calendar: &WorkingCalendar,
) -> Result<NaiveDate, CalendarMissing> {
    let missing = CalendarMissing { date: start };
    // Counting the first day is counting from the day before it.
    let from = match (counting.count_first_day, length) {
        (false, _) | (true, Length::CalendarDays(0) | Length::WorkingDays(0)) => start,
        (true, _) => start.pred_opt().ok_or(missing)?,
    };
    match length {
        Length::CalendarDays(days) => from
            .checked_add_days(Days::new(u64::from(days)))
            .ok_or(missing),
        Length::WorkingDays(days) => calendar.nth_working_day(from, days),
    }
}

#[cfg(test)]
mod tests {
    use super::{Length::*, *};

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_last_day_follows_the_worked_notices() {
        for (start, length, count_first_day, expected) in [
            ("2023-10-27", CalendarDays(7), false, "2023-11-03"),
            ("2025-09-22", WorkingDays(15), false, "2025-10-17"),
            // The provincial notice of 2021: 9 to 15 December, its first day counted.
            ("2021-12-09", CalendarDays(7), true, "2021-12-15"),
            ("2026-09-01", CalendarDays(7), false, "2026-09-08"),
            ("2025-10-10", WorkingDays(5), true, "2025-10-15"),
            ("2025-10-10", WorkingDays(5), false, "2025-10-16"),
            // A calendar-day notice ends on a holiday when the count does.
            ("2025-09-24", CalendarDays(7), false, "2025-10-01"),
            ("2025-10-01", WorkingDays(0), true, "2025-10-01"),
        ] {
            let counting = Counting { count_first_day };
            let answer = last_day(date(start), length, counting, WorkingCalendar::shipped());
            assert_eq!(answer, Ok(date(expected)), "{start} {length:?}");
        }
    }

    #[test]
    fn a_notice_that_leaves_the_loaded_years_is_refused() {
        let calendar = WorkingCalendar::shipped();
        let after = calendar
            .years()
            .iter()
            .map(|table| table.year)
            .max()
            .unwrap()
            + 1;
        let start = NaiveDate::from_ymd_opt(after, 1, 5).unwrap();
        let counting = Counting::default();
        assert!(last_day(start, WorkingDays(5), counting, calendar).is_err());
        assert!(last_day(start, CalendarDays(5), counting, calendar).is_ok());
    }

    #[test]
    fn a_notice_is_over_only_after_its_last_day() {
        let calendar = WorkingCalendar::shipped();
        let counting = Counting::default();
        let notice =
            PublicNotice::open(date("2025-03-03"), WorkingDays(5), counting, calendar).unwrap();
        assert_eq!(notice.last_day, date("2025-03-10"));
        assert!(!notice.is_over(date("2025-03-10")));
        assert!(notice.is_over(date("2025-03-11")));
        assert_eq!(notice.outcome_on(date("2025-03-10")), None);
        assert_eq!(
            notice.outcome_on(date("2025-03-11")),
            Some(Outcome::Undisputed)
        );
        assert_eq!(notice.over_on(), Some(date("2025-03-11")));
    }

    #[test]
    fn a_notice_is_long_enough_in_working_days_whatever_it_is_counted_in() {
        let calendar = WorkingCalendar::shipped();
        // 2025-03-06 is a Thursday.
        for (length, count_first_day, stands) in [
            (WorkingDays(4), false, false),
            (WorkingDays(5), false, true),
            (WorkingDays(5), true, true),
            (CalendarDays(6), false, false),
            (CalendarDays(7), false, true),
        ] {
            let counting = Counting { count_first_day };
            let start = date("2025-03-06");
            let notice = PublicNotice::open(start, length, counting, calendar).unwrap();
            let held = notice.at_least(5, counting, calendar);
            assert_eq!(held.is_ok(), stands, "{length:?}");
        }
    }

    #[test]
    fn a_stored_notice_stays_readable() {
        let stored = r#"{"start":"2025-03-03","length":{"WorkingDays":5},"last_day":"2025-03-10","outcome":"UNDISPUTED"}"#;
        let notice: PublicNotice = serde_json::from_str(stored).unwrap();
        assert_eq!(serde_json::to_string(&notice).unwrap(), stored);
    }
}
