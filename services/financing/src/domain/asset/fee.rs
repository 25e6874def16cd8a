//! Annual fees of patents: when each is due, what lateness costs, and when the right is lost.
use chrono::NaiveDate;
use kezhuan_law::calendar::add_months;
use kezhuan_law::identifiers::PatentKind;
use kezhuan_law::money::basis_points_floor;
use kezhuan_law::{CalendarMissing, Fen, WorkingCalendar};

use crate::domain::code_list::code_list;
use crate::domain::refused::Refused;

const GRACE_MONTHS: i32 = 6;
const SURCHARGE_BP: u16 = 500;
const SURCHARGED_MONTHS_MAX: i32 = 5;

code_list! {
    /// How a fee stands on a day.
    FeeState {
        NotDue = "NOT_DUE", "未逾期", "not late";
        Grace = "GRACE", "滞纳期", "late, in its grace period";
        Terminated = "TERMINATED", "专利权终止", "too late, the right is lost";
    }
}

/// The fee of one year of a patent, before any reduction (减缴).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AnnualFee {
    /// The filing day's anniversary.
    pub due_on: NaiveDate,
    /// The last day in time: the due day, moved to a working day.
    pub due_effective_on: NaiveDate,
    /// The last day on which it can be paid at all.
    pub grace_ends_on: NaiveDate,
    pub state: FeeState,
    /// Nothing once the right is lost.
    pub fee: Fen,
    pub surcharge: Fen,
}

/// Why there is no fee to tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoFee {
    /// The table has no such year for the kind.
    NoSuchYear,
    CalendarMissing(CalendarMissing),
}

impl From<CalendarMissing> for NoFee {
    fn from(missing: CalendarMissing) -> NoFee {
        NoFee::CalendarMissing(missing)
    }
}

impl From<NoFee> for Refused {
    fn from(none: NoFee) -> Refused {
        match none {
            NoFee::CalendarMissing(missing) => missing.into(),
            NoFee::NoSuchYear => Refused::new(
                "NO_ANNUAL_FEE",
                "该权利在该年度没有年费",
                "this right has no annual fee for that year",
            ),
        }
    }
}

/// The day the fee of `year` (1, 2, 3 …) falls due, holidays not looked at.
pub fn due_on(filed_on: NaiveDate, year: u32) -> Option<NaiveDate> {
    let months = i32::try_from(year.checked_sub(1)?).ok()?.checked_mul(12)?;
    add_months(filed_on, months)
}

/// The fee of `year` as it stands on `today`.
pub fn annual_fee(
    kind: PatentKind,
    filed_on: NaiveDate,
    year: u32,
    today: NaiveDate,
    calendar: &WorkingCalendar,
) -> Result<AnnualFee, NoFee> {
    let fee = Fen::from_yuan(yuan(kind, year).ok_or(NoFee::NoSuchYear)?);
    let due_on = due_on(filed_on, year).ok_or(NoFee::NoSuchYear)?;
    let after = |months| add_months(due_on, months).ok_or(NoFee::NoSuchYear);
    let due_effective_on = calendar.roll_forward(due_on)?;
    let grace_ends_on = calendar.roll_forward(after(GRACE_MONTHS)?)?;
    let state = if today <= due_effective_on {
        FeeState::NotDue
    } else if today > grace_ends_on {
        FeeState::Terminated
    } else {
        FeeState::Grace
    };
    let (fee, surcharge) = match state {
        FeeState::NotDue => (fee, Fen::ZERO),
        FeeState::Grace => (fee, surcharge(fee, due_on, today)),
        FeeState::Terminated => (Fen::ZERO, Fen::ZERO),
    };
    Ok(AnnualFee {
        due_on,
        due_effective_on,
        grace_ends_on,
        state,
        fee,
        surcharge,
    })
}

/// 5 % for each whole month that passed since the due day itself, which is not moved for this; 25 % at most.
fn surcharge(fee: Fen, due_on: NaiveDate, today: NaiveDate) -> Fen {
    let passed = |months: &i32| add_months(due_on, *months).is_some_and(|end| end < today);
    let months = (1..=SURCHARGED_MONTHS_MAX).take_while(passed);
    let bp: u16 = months.map(|_| SURCHARGE_BP).sum();
    Fen(basis_points_floor(fee.get(), bp))
}

/// The fee table in yuan (years 11–15 of designs are likely, not certain).
const fn yuan(kind: PatentKind, year: u32) -> Option<i32> {
    match (kind, year) {
        (PatentKind::Invention, 1..=3) => Some(900),
        (PatentKind::Invention, 4..=6) => Some(1_200),
        (PatentKind::Invention, 7..=9) => Some(2_000),
        (PatentKind::Invention, 10..=12) => Some(4_000),
        (PatentKind::Invention, 13..=15) => Some(6_000),
        (PatentKind::Invention, 16..=20) => Some(8_000),
        (PatentKind::Utility | PatentKind::Design, 1..=3) => Some(600),
        (PatentKind::Utility | PatentKind::Design, 4..=5) => Some(900),
        (PatentKind::Utility | PatentKind::Design, 6..=8) => Some(1_200),
        (PatentKind::Utility | PatentKind::Design, 9..=10) => Some(2_000),
        (PatentKind::Design, 11..=15) => Some(3_000),
        (PatentKind::Invention | PatentKind::Utility | PatentKind::Design, _) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn fee_on(kind: PatentKind, filed: &str, year: u32, today: &str) -> Result<AnnualFee, NoFee> {
        let calendar = WorkingCalendar::shipped();
        annual_fee(kind, date(filed), year, date(today), calendar)
    }

    #[test]
    fn lateness_costs_five_percent_for_each_month_begun_after_the_first() {
        for (today, state, fee, surcharge) in [
            ("2026-03-16", FeeState::NotDue, 200_000, 0),
            ("2026-03-17", FeeState::Grace, 200_000, 0),
            ("2026-04-15", FeeState::Grace, 200_000, 0),
            ("2026-04-16", FeeState::Grace, 200_000, 10_000),
            ("2026-08-15", FeeState::Grace, 200_000, 40_000),
            ("2026-08-16", FeeState::Grace, 200_000, 50_000),
            ("2026-09-15", FeeState::Grace, 200_000, 50_000),
            ("2026-09-16", FeeState::Terminated, 0, 0),
        ] {
            let answer = fee_on(PatentKind::Invention, "2019-03-15", 8, today).unwrap();
            let told = (answer.state, answer.fee.0, answer.surcharge.0);
            assert_eq!(told, (state, fee, surcharge), "{today}");
        }
    }

    #[test]
    fn the_table_ends_with_the_right() {
        use PatentKind::*;
        for (kind, last) in [(Invention, 20), (Utility, 10), (Design, 15)] {
            assert!(yuan(kind, last).is_some() && yuan(kind, last + 1).is_none());
            assert_eq!(yuan(kind, 0), None);
        }
        let beyond = fee_on(Utility, "2015-03-15", 11, "2026-01-05");
        assert_eq!(beyond, Err(NoFee::NoSuchYear));
        assert_eq!(due_on(date("2019-03-15"), 0), None);
    }

    #[test]
    fn both_days_are_tested_for_being_working_days() {
        let outside = fee_on(PatentKind::Invention, "2019-10-15", 8, "2026-10-14");
        assert!(matches!(outside, Err(NoFee::CalendarMissing(_))));
        let before = fee_on(PatentKind::Invention, "2018-12-15", 7, "2025-01-06");
        assert!(matches!(before, Err(NoFee::CalendarMissing(_))));
    }
}
