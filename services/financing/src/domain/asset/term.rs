//! How long a patent lives, and how much of its life is left.
use chrono::{Datelike, NaiveDate};
use kezhuan_law::calendar::add_months;
use kezhuan_law::identifiers::PatentKind;

/// Designs filed from this day on live 15 years, older ones 10.
const DESIGN_FIFTEEN_YEARS_FROM: NaiveDate = match NaiveDate::from_ymd_opt(2021, 6, 1) {
    Some(day) => day,
    None => NaiveDate::MIN,
};

/// The last day of a patent's term; `None` beyond the dates that exist.
pub fn expires_on(kind: PatentKind, filed_on: NaiveDate) -> Option<NaiveDate> {
    let years = match kind {
        PatentKind::Invention => 20,
        PatentKind::Utility => 10,
        PatentKind::Design if filed_on < DESIGN_FIFTEEN_YEARS_FROM => 10,
        PatentKind::Design => 15,
    };
    add_months(filed_on, 12 * years)
}

/// Whole months from `from` to `until`; negative when `until` is the earlier.
pub fn whole_months(from: NaiveDate, until: NaiveDate) -> i64 {
    let years = until.year() - from.year();
    let months = years * 12 + until.month() as i32 - from.month() as i32;
    let reached = add_months(from, months).is_some_and(|day| day <= until);
    i64::from(months) - i64::from(!reached)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn each_kind_has_its_term() {
        use PatentKind::*;
        for (kind, filed, expires) in [
            (Invention, "2019-03-15", "2039-03-15"),
            (Utility, "2019-03-15", "2029-03-15"),
            (Design, "2021-05-31", "2031-05-31"),
            (Design, "2021-06-01", "2036-06-01"),
            (Invention, "2020-02-29", "2040-02-29"),
            (Utility, "2020-02-29", "2030-02-28"),
        ] {
            assert_eq!(
                expires_on(kind, date(filed)),
                Some(date(expires)),
                "{filed}"
            );
        }
        assert_eq!(expires_on(Invention, NaiveDate::MAX), None);
    }

    #[test]
    fn a_month_is_whole_on_its_day() {
        for (from, until, months) in [
            ("2026-01-15", "2028-01-14", 23),
            ("2026-01-15", "2028-01-15", 24),
            ("2026-01-31", "2026-02-28", 1),
            ("2026-01-15", "2026-01-15", 0),
            ("2026-01-15", "2026-01-14", -1),
            ("2026-03-01", "2026-01-15", -2),
        ] {
            assert_eq!(
                whole_months(date(from), date(until)),
                months,
                "{from} {until}"
            );
        }
    }
}
