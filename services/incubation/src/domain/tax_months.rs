//! Months of a year in which a carrier's taxes are exempt (card `inc.tax`): 财税〔2018〕120号, extended by later notices.
use chrono::{Datelike, NaiveDate};

/// 2019-01, the first month of 财税〔2018〕120号.
const FIRST: (i32, u32) = (2019, 1);
/// 2027-12, the last month of its extension.
const LAST: (i32, u32) = (2027, 12);

/// How many months of `year` are exempt: from the month after the accreditation to the month of the withdrawal.
pub fn tax_months(accredited_on: NaiveDate, withdrawn_on: Option<NaiveDate>, year: i64) -> u8 {
    let Some((from, to)) = exempt(accredited_on, withdrawn_on, year) else {
        return 0;
    };
    // Within one year: at most twelve.
    u8::try_from(to - from + 1).unwrap_or_default()
}

/// The first and the last exempt month of `year`, 1 to 12; `None` where there is none.
pub fn exempt_months(
    accredited_on: NaiveDate,
    withdrawn_on: Option<NaiveDate>,
    year: i32,
) -> Option<(u32, u32)> {
    let (from, to) = exempt(accredited_on, withdrawn_on, i64::from(year))?;
    let of_year = |month: i64| u32::try_from(month.rem_euclid(12) + 1).ok();
    Some((of_year(from)?, of_year(to)?))
}

/// The same, counted in months since the year 0.
fn exempt(
    accredited_on: NaiveDate,
    withdrawn_on: Option<NaiveDate>,
    year: i64,
) -> Option<(i64, i64)> {
    let january = year.checked_mul(12)?;
    let from = january
        .max(number(month_of(accredited_on)) + 1)
        .max(number(FIRST));
    let withdrawn = withdrawn_on.map_or(i64::MAX, |day| number(month_of(day)));
    let to = january.checked_add(11)?.min(withdrawn).min(number(LAST));
    (from <= to).then_some((from, to))
}

fn month_of(day: NaiveDate) -> (i32, u32) {
    (day.year(), day.month())
}

fn number((year, month): (i32, u32)) -> i64 {
    i64::from(year) * 12 + i64::from(month) - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn months_count_from_the_next_one_to_the_last_of_the_status() {
        for (accredited, withdrawn, year, months) in [
            ("2025-03-15", "", 2025, 9),
            ("2025-03-31", "", 2025, 9),
            ("2025-12-01", "", 2025, 0),
            ("2025-12-01", "", 2026, 12),
            ("2025-03-15", "2025-08-10", 2025, 5),
            ("2025-03-15", "2025-03-20", 2025, 0),
            ("2025-03-15", "2025-04-01", 2025, 1),
            ("2025-03-15", "2024-01-01", 2025, 0),
            ("2017-03-15", "", 2018, 0),
            ("2017-03-15", "", 2019, 12),
            ("2018-12-31", "", 2019, 12),
            ("2019-01-01", "", 2019, 11),
            ("2020-01-10", "", 2027, 12),
            ("2020-01-10", "", 2028, 0),
            ("2027-11-30", "", 2027, 1),
            ("2020-01-10", "2028-05-01", 2027, 12),
        ] {
            let withdrawn = (!withdrawn.is_empty()).then(|| day(withdrawn));
            let found = tax_months(day(accredited), withdrawn, year);
            assert_eq!(found, months, "{accredited} {withdrawn:?} {year}");
        }
        for year in [i64::MIN, i64::MAX, 0] {
            assert_eq!(tax_months(day("2020-01-10"), None, year), 0);
        }
    }

    #[test]
    fn the_first_and_the_last_month_are_told() {
        let told = exempt_months(day("2025-03-15"), Some(day("2025-08-10")), 2025);
        assert_eq!(told, Some((4, 8)));
        assert_eq!(exempt_months(day("2025-03-15"), None, 2026), Some((1, 12)));
        assert_eq!(exempt_months(day("2025-03-15"), None, 2024), None);
    }
}
