//! The day on which a year is counted.
use chrono::NaiveDate;

/// A year that has begun, and its day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CutOff {
    pub year: i32,
    /// The end of this day.
    pub day: NaiveDate,
}

impl CutOff {
    /// 31 December, or today while the year runs; `None` of a year that has not begun.
    pub fn of(year: i32, today: NaiveDate) -> Option<CutOff> {
        let first = NaiveDate::from_ymd_opt(year, 1, 1)?;
        let last = NaiveDate::from_ymd_opt(year, 12, 31)?;
        (first <= today).then(|| CutOff {
            year,
            day: last.min(today),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_is_counted_at_its_end_and_until_then_today() {
        let day = |text: &str| -> NaiveDate { text.parse().unwrap() };
        for (today, counted_on) in [
            ("2024-12-31", None),
            ("2025-01-01", Some("2025-01-01")),
            ("2025-07-02", Some("2025-07-02")),
            ("2025-12-31", Some("2025-12-31")),
            ("2026-01-01", Some("2025-12-31")),
            ("2031-05-05", Some("2025-12-31")),
        ] {
            let found = CutOff::of(2025, day(today)).map(|cut| cut.day);
            assert_eq!(found, counted_on.map(day), "{today}");
        }
    }
}
