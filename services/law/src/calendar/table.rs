//! The working-day table of one year: data with the notice it was taken from.
use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate, Weekday};
use serde::Deserialize;

/// One year's notice of the State Council.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct YearTable {
    pub year: i32,
    /// Title and number of the notice.
    pub notice: String,
    pub issued_on: NaiveDate,
    /// `v` = the notice was read, `k` = general knowledge, confirm before production.
    pub confidence: String,
    pub holidays: Vec<Holiday>,
    pub working_weekends: Vec<NaiveDate>,
}

/// One holiday, both days included.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holiday {
    pub name: String,
    pub first: NaiveDate,
    pub last: NaiveDate,
}

/// Why working-day tables are refused.
#[derive(Debug, thiserror::Error)]
pub enum BadTable {
    #[error("the tables are not readable: {0}")]
    Unreadable(#[from] toml::de::Error),
    #[error("the year {0} has two tables")]
    YearTwice(i32),
    #[error("the holiday {0} does not lie within {1}, or ends before it starts")]
    HolidayOutside(String, i32),
    #[error("{0} is not a weekend day of {1} outside its holidays")]
    NotAWeekend(NaiveDate, i32),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Tables {
    year: Vec<YearTable>,
}

impl YearTable {
    /// Every date the notice makes a day off.
    pub fn holiday_dates(&self) -> impl Iterator<Item = NaiveDate> + '_ {
        self.holidays.iter().flat_map(|holiday| {
            holiday
                .first
                .iter_days()
                .take_while(|date| *date <= holiday.last)
        })
    }

    fn check(&self) -> Result<(), BadTable> {
        for holiday in &self.holidays {
            let within = holiday.first.year() == self.year && holiday.last.year() == self.year;
            if !within || holiday.first > holiday.last {
                return Err(BadTable::HolidayOutside(holiday.name.clone(), self.year));
            }
        }
        let off: BTreeSet<NaiveDate> = self.holiday_dates().collect();
        for date in &self.working_weekends {
            let weekend = matches!(date.weekday(), Weekday::Sat | Weekday::Sun);
            if !weekend || date.year() != self.year || off.contains(date) {
                return Err(BadTable::NotAWeekend(*date, self.year));
            }
        }
        Ok(())
    }
}

/// Reads and checks tables; their order does not matter.
pub(super) fn parse(text: &str) -> Result<Vec<YearTable>, BadTable> {
    let mut tables = toml::from_str::<Tables>(text)?.year;
    tables.sort_by_key(|table| table.year);
    for pair in tables.windows(2) {
        if pair[0].year == pair[1].year {
            return Err(BadTable::YearTwice(pair[0].year));
        }
    }
    for table in &tables {
        table.check()?;
    }
    Ok(tables)
}
