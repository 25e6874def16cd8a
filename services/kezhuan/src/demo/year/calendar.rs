//! The legal days of the demo year: its working days, and when people come.
use chrono::{Datelike, NaiveDate};
use kezhuan_law::WorkingCalendar;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

/// Working days of 2025 and early 2026 in order.
pub struct DemoCalendar {
    days: Vec<NaiveDate>,
    /// Positions in `days` by weight: offices are fuller towards the end of a quarter and of the year.
    weighted: Vec<usize>,
    pub new_regime_start: NaiveDate,
}

const YEAR: i32 = 2025;

impl DemoCalendar {
    pub fn new() -> DemoCalendar {
        let calendar = WorkingCalendar::shipped();
        let first = NaiveDate::from_ymd_opt(YEAR, 1, 1).unwrap_or_default();
        let days: Vec<NaiveDate> = first
            .iter_days()
            .take_while(|day| day.year() == YEAR || (day.year() == YEAR + 1 && day.month() <= 6))
            .filter(|day| calendar.is_working_day(*day).unwrap_or(false))
            .collect();
        let weighted = days
            .iter()
            .enumerate()
            .filter(|(_, day)| day.year() == YEAR)
            .flat_map(|(position, day)| {
                let weight = match day.month() {
                    11 => 4,
                    3 | 6 | 9 => 3,
                    12 if day.day() < 12 => 5,
                    _ => 2,
                };
                std::iter::repeat_n(position, weight)
            })
            .collect();
        let new_regime_start = NaiveDate::from_ymd_opt(YEAR + 1, 1, 26).unwrap_or_default();
        DemoCalendar {
            days,
            weighted,
            new_regime_start,
        }
    }

    /// A day of 2025 early enough that `needs` working days remain in the year.
    pub fn submission_day(&self, random: &mut ChaCha8Rng, needs: usize) -> NaiveDate {
        let last = self.days.iter().filter(|day| day.year() == YEAR).count();
        let latest = last.saturating_sub(needs + 1);
        let position = self.weighted[random.random_range(0..self.weighted.len())];
        self.days[position.min(latest)]
    }

    /// The n-th working day after `day`; n = 0 is the first working day from `day` on.
    pub fn working_day_after(&self, day: NaiveDate, n: u32) -> NaiveDate {
        let from = self.days.partition_point(|candidate| *candidate < day);
        let position = (from + n as usize).min(self.days.len() - 1);
        self.days[position]
    }
}
