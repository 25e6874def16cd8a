//! A calendar month, as people write it.
use std::fmt;

use chrono::{Months, NaiveDate};

use crate::domain::refused::Refused;

/// `2025-03`
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month {
    first_day: NaiveDate,
}

impl Month {
    /// Takes `YYYY-MM` and nothing else.
    pub fn parse(text: &str) -> Option<Month> {
        let first_day = NaiveDate::parse_from_str(&format!("{text}-01"), "%Y-%m-%d").ok()?;
        let month = Month { first_day };
        (month.to_string() == text).then_some(month)
    }

    /// The month a day lies in.
    pub fn of(day: NaiveDate) -> Month {
        use chrono::Datelike;
        Month {
            first_day: day.with_day(1).unwrap_or(day),
        }
    }

    /// Its last day.
    pub fn last_day(self) -> NaiveDate {
        let next = self.first_day.checked_add_months(Months::new(1));
        let last = next.and_then(|next| next.pred_opt());
        last.unwrap_or(NaiveDate::MAX)
    }

    /// Holds that all its days have passed.
    pub fn over(self, today: NaiveDate) -> Result<(), Refused> {
        if today > self.last_day() {
            return Ok(());
        }
        Err(Refused::new(
            "MONTH_NOT_OVER",
            format!("{self} 尚未结束,请于次月起办理"),
            format!("{self} is not over: try again from the first day of the next month"),
        ))
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.first_day.format("%Y-%m"))
    }
}
