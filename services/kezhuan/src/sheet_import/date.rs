//! Dates as offices write them.
use chrono::{Datelike, Days, NaiveDate};

use super::cell::half_width;

/// Reads 2025-01-31, 2025/1/31, 2025.1.31, 2025年1月31日 and 20250131, each with or without a time of day.
pub fn parse(text: &str, since: i32) -> Option<NaiveDate> {
    let text = half_width(text);
    let text = text.trim();
    let day = text.split([' ', 'T']).next().unwrap_or(text);
    let compact = day.len() == 8 && day.bytes().all(|byte| byte.is_ascii_digit());
    let parts: Vec<&str> = if compact {
        vec![&day[..4], &day[4..6], &day[6..]]
    } else {
        day.trim_end_matches('日')
            .split(['-', '/', '.', '年', '月'])
            .collect()
    };
    let [year, month, day] = parts.as_slice() else {
        return None;
    };
    let year = (year.len() == 4).then(|| year.parse().ok())??;
    let day = NaiveDate::from_ymd_opt(year, month.parse().ok()?, day.parse().ok()?)?;
    plausible(day, since)
}

/// The day before the first that sheets count, as far as their leap day of 1900 that never was lets it be told.
const BEFORE_THE_FIRST: (i32, u32, u32) = (1899, 12, 30);

/// The day that a sheet keeps as this number, where the cell lost its date format.
pub fn serial(text: &str, since: i32) -> Option<NaiveDate> {
    let whole = text.trim().split('.').next()?;
    let (year, month, day) = BEFORE_THE_FIRST;
    let before = NaiveDate::from_ymd_opt(year, month, day)?;
    let day = before.checked_add_days(Days::new(whole.parse().ok()?))?;
    plausible(day, since)
}

/// Nothing is older than the year `since`; a year like 2205 is a slip of the finger.
pub fn plausible(date: NaiveDate, since: i32) -> Option<NaiveDate> {
    (since..=2099).contains(&date.year()).then_some(date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_in_every_shape_offices_use() {
        let expected = NaiveDate::from_ymd_opt(2025, 1, 31);
        for text in [
            "2025-01-31",
            "2025-1-31",
            "2025/1/31",
            "2025.01.31",
            "2025年1月31日",
            "2025年01月31",
            "２０２５年１月３１日",
            "20250131",
            "2025-01-31 00:00:00",
            "2025-01-31T08:00:00",
        ] {
            assert_eq!(parse(text, 1985), expected, "{text}");
        }
    }

    #[test]
    fn a_day_that_lost_its_format_can_still_be_told() {
        let expected = NaiveDate::from_ymd_opt(2025, 1, 1);
        assert_eq!(serial("45658", 1985), expected);
        assert_eq!(serial("45658.75", 1985), expected);
        for text in [
            "2025",
            "0",
            "-45658",
            "20250131",
            "明天",
            "99999999999999999999",
        ] {
            assert_eq!(serial(text, 1985), None, "{text}");
        }
    }

    #[test]
    fn what_is_no_date_is_not_guessed() {
        for text in [
            "",
            "31/1/2025",
            "25-01-31",
            "2025-02-30",
            "2025-13-01",
            "2025",
            "2205-01-31",
            "1984-12-31",
            "明天",
            "2025-1-31-1",
        ] {
            assert_eq!(parse(text, 1985), None, "{text}");
        }
    }
}
