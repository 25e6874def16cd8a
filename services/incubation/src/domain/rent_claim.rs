//! What a claim on a tenant's rent may be about: whole months of one year that were let, are over and were paid for.
use chrono::{Datelike, Months, NaiveDate};
use kezhuan_law::Fen;

use super::refused::Refused;

/// What was let, as the lease says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Let {
    pub first_day: NaiveDate,
    /// As agreed, or the day it ended before that.
    pub last_day: NaiveDate,
    /// The last day that costs nothing.
    pub free_until: Option<NaiveDate>,
    /// In 0.01 m².
    pub area_c: i64,
    /// Per square metre and month.
    pub rent: Fen,
}

/// One calendar month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month {
    pub year: i32,
    pub month: u32,
}

impl std::fmt::Display for Month {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

/// The months of a claim from `first_day` to `last_day`.
pub fn months(
    lease: &Let,
    (first_day, last_day): (NaiveDate, NaiveDate),
    today: NaiveDate,
) -> Result<Vec<Month>, Refused> {
    let is_whole = first_day.day() == 1
        && last_day.succ_opt().is_some_and(|next| next.day() == 1)
        && first_day <= last_day;
    if !is_whole {
        return Err(Refused::new(
            "PERIOD_NOT_WHOLE_MONTHS",
            "补贴期间须为整月，自某月一日至某月最后一日",
            "a claim is about whole months: from a first day of a month to a last one",
        ));
    }
    if first_day.year() != last_day.year() {
        return Err(Refused::new(
            "PERIOD_OVER_YEARS",
            "补贴期间须在同一年度内，跨年请分别申请",
            "the months of a claim lie in one year: claim those of two years apart",
        ));
    }
    if last_day >= today {
        return Err(Refused::new(
            "PERIOD_NOT_OVER",
            "补贴期间尚未结束，租金支付后方可申请",
            "the months are not over: rent is subsidised after it was paid",
        ));
    }
    if first_day < lease.first_day || last_day > lease.last_day {
        return Err(Refused::new(
            "PERIOD_OUTSIDE_LEASE",
            "补贴期间超出租赁期间",
            "the months are not all within the lease",
        ));
    }
    if lease.free_until.is_some_and(|free| first_day <= free) {
        return Err(Refused::new(
            "PERIOD_RENT_FREE",
            "免租期内没有租金支出，不予补贴",
            "the months begin within the free period: no rent was paid",
        ));
    }
    Ok(of_period(first_day, last_day))
}

fn of_period(first_day: NaiveDate, last_day: NaiveDate) -> Vec<Month> {
    let mut months = Vec::new();
    let mut day = Some(first_day);
    while let Some(first) = day.filter(|day| *day <= last_day) {
        months.push(Month {
            year: first.year(),
            month: first.month(),
        });
        day = first.checked_add_months(Months::new(1));
    }
    months
}

/// The rent of so many whole months, one floor at the end; `None` where it leaves 64 bits.
pub fn rent(lease: &Let, months: usize) -> Option<Fen> {
    let months = i128::try_from(months).ok()?;
    let hundredfold = i128::from(lease.area_c)
        .checked_mul(i128::from(lease.rent.get()))?
        .checked_mul(months)?;
    i64::try_from(hundredfold.div_euclid(100)).ok().map(Fen)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn lease() -> Let {
        Let {
            first_day: day("2025-01-15"),
            last_day: day("2026-01-14"),
            free_until: Some(day("2025-02-14")),
            area_c: 10_001,
            rent: Fen(2_500),
        }
    }

    fn refused(first: &str, last: &str, today: &str) -> &'static str {
        let found = months(&lease(), (day(first), day(last)), day(today));
        found.unwrap_err().reason
    }

    #[test]
    fn whole_paid_months_of_one_year_are_claimed() {
        let found = months(
            &lease(),
            (day("2025-03-01"), day("2025-05-31")),
            day("2025-06-01"),
        );
        let found: Vec<String> = found.unwrap().iter().map(Month::to_string).collect();
        assert_eq!(found, ["2025-03", "2025-04", "2025-05"]);
        for (first, last, today, reason) in [
            (
                "2025-03-02",
                "2025-03-31",
                "2026-06-01",
                "PERIOD_NOT_WHOLE_MONTHS",
            ),
            (
                "2025-03-01",
                "2025-03-30",
                "2026-06-01",
                "PERIOD_NOT_WHOLE_MONTHS",
            ),
            (
                "2025-05-01",
                "2025-03-31",
                "2026-06-01",
                "PERIOD_NOT_WHOLE_MONTHS",
            ),
            (
                "2025-12-01",
                "2026-01-31",
                "2026-06-01",
                "PERIOD_OVER_YEARS",
            ),
            ("2025-03-01", "2025-03-31", "2025-03-31", "PERIOD_NOT_OVER"),
            (
                "2025-01-01",
                "2025-03-31",
                "2026-06-01",
                "PERIOD_OUTSIDE_LEASE",
            ),
            (
                "2026-01-01",
                "2026-01-31",
                "2026-06-01",
                "PERIOD_OUTSIDE_LEASE",
            ),
            ("2025-02-01", "2025-03-31", "2026-06-01", "PERIOD_RENT_FREE"),
        ] {
            assert_eq!(refused(first, last, today), reason, "{first} {last}");
        }
    }

    #[test]
    fn rent_is_rounded_down_once() {
        assert_eq!(rent(&lease(), 1), Some(Fen(250_025)));
        let odd = Let {
            area_c: 1,
            rent: Fen(33),
            ..lease()
        };
        assert_eq!(rent(&odd, 3), Some(Fen(0)));
        assert_eq!(rent(&odd, 4), Some(Fen(1)));
        let huge = Let {
            area_c: i64::MAX,
            rent: Fen(i64::MAX),
            ..lease()
        };
        assert_eq!(rent(&huge, 1), None);
    }
}
