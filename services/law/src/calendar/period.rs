//! Periods in months: the same day number, or the last day of a shorter month.
use chrono::{Months, NaiveDate};

/// `date` moved by `months`, backwards when negative; `None` beyond the dates that exist here.
///
/// A day number that the month lacks becomes the month's last day.
pub fn add_months(date: NaiveDate, months: i32) -> Option<NaiveDate> {
    let distance = Months::new(months.unsigned_abs());
    if months < 0 {
        date.checked_sub_months(distance)
    } else {
        date.checked_add_months(distance)
    }
}

#[cfg(test)]
mod tests {
    use super::add_months;

    #[test]
    fn a_missing_day_number_becomes_the_last_day() {
        for (from, months, to) in [
            ("2023-03-31", 36, "2026-03-31"),
            ("2025-01-31", 1, "2025-02-28"),
            ("2024-01-31", 1, "2024-02-29"),
            ("2025-08-31", 6, "2026-02-28"),
            ("2025-03-31", -1, "2025-02-28"),
            ("2025-12-15", 1, "2026-01-15"),
            ("2025-12-15", 0, "2025-12-15"),
        ] {
            let date = from.parse().unwrap();
            assert_eq!(
                add_months(date, months),
                Some(to.parse().unwrap()),
                "{from} {months}"
            );
        }
        assert_eq!(add_months(chrono::NaiveDate::MAX, 1), None);
        assert_eq!(add_months(chrono::NaiveDate::MIN, i32::MIN), None);
    }
}
