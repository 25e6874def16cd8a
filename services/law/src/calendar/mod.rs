//! Working days by the yearly State Council notices, and the periods counted with them.
//! A date that must be tested outside the loaded years is an error, never a guess.
mod period;
mod table;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use chrono::{Datelike, NaiveDate, Weekday};

pub use period::add_months;
pub use table::{BadTable, Holiday, YearTable};

/// The tables that come with the crate, with the notice each was taken from.
const SHIPPED_TABLES: &str = include_str!("../../data/working_days.toml");

static SHIPPED: LazyLock<WorkingCalendar> = LazyLock::new(|| {
    // The text is part of this binary and a test reads it: failing here is a build that was never tested.
    WorkingCalendar::from_toml(SHIPPED_TABLES).expect("the shipped working-day tables are valid")
});

/// A date had to be tested for being a working day and its year is not loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no working-day table is loaded for {date}")]
pub struct CalendarMissing {
    pub date: NaiveDate,
}

/// Which days are working days, for the years that are loaded.
#[derive(Debug, Clone)]
pub struct WorkingCalendar {
    years: Vec<YearTable>,
    holidays: BTreeSet<NaiveDate>,
    working_weekends: BTreeSet<NaiveDate>,
}

impl WorkingCalendar {
    /// The calendar of the years whose tables come with the crate.
    pub fn shipped() -> &'static WorkingCalendar {
        &SHIPPED
    }

    /// Reads tables in the form of `data/working_days.toml`; refuses contradictions.
    pub fn from_toml(text: &str) -> Result<WorkingCalendar, BadTable> {
        let years = table::parse(text)?;
        let holidays = years.iter().flat_map(YearTable::holiday_dates).collect();
        let working_weekends = years
            .iter()
            .flat_map(|year| year.working_weekends.iter().copied())
            .collect();
        Ok(WorkingCalendar {
            years,
            holidays,
            working_weekends,
        })
    }

    /// The loaded years with the notice behind each.
    pub fn years(&self) -> &[YearTable] {
        &self.years
    }

    /// Whether `date` is a working day.
    pub fn is_working_day(&self, date: NaiveDate) -> Result<bool, CalendarMissing> {
        if !self.years.iter().any(|table| table.year == date.year()) {
            return Err(CalendarMissing { date });
        }
        let weekend = matches!(date.weekday(), Weekday::Sat | Weekday::Sun);
        Ok(self.working_weekends.contains(&date) || !(weekend || self.holidays.contains(&date)))
    }

    /// The `n`-th working day after `start`, which itself does not count; `n` = 0 is `start`, untested.
    pub fn nth_working_day(&self, start: NaiveDate, n: u32) -> Result<NaiveDate, CalendarMissing> {
        let mut date = start;
        let mut left = n;
        while left > 0 {
            date = date.succ_opt().ok_or(CalendarMissing { date })?;
            if self.is_working_day(date)? {
                left -= 1;
            }
        }
        Ok(date)
    }

    /// `date` itself if it is a working day, else the next one.
    pub fn roll_forward(&self, date: NaiveDate) -> Result<NaiveDate, CalendarMissing> {
        let mut date = date;
        while !self.is_working_day(date)? {
            date = date.succ_opt().ok_or(CalendarMissing { date })?;
        }
        Ok(date)
    }

    /// How many working days lie after `after`, up to and including `until`; none if `until` is not later.
    pub fn working_days_between(
        &self,
        after: NaiveDate,
        until: NaiveDate,
    ) -> Result<u32, CalendarMissing> {
        let mut count = 0;
        for date in after.iter_days().skip(1).take_while(|date| *date <= until) {
            count += u32::from(self.is_working_day(date)?);
        }
        Ok(count)
    }

    /// The last day of a period of `days` calendar days: `start` + `days`, moved to a working day.
    ///
    /// Only that last day is tested; the days passed over are not.
    pub fn calendar_days_due(
        &self,
        start: NaiveDate,
        days: u32,
    ) -> Result<NaiveDate, CalendarMissing> {
        let last = start
            .checked_add_days(chrono::Days::new(u64::from(days)))
            .ok_or(CalendarMissing { date: start })?;
        self.roll_forward(last)
    }
}
