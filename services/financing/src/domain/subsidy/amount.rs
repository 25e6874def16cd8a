//! What of an enterprise's interest is subsidised, and how city and county share it.
use kezhuan_law::money::{AmountOverflow, basis_points_floor};
use kezhuan_law::{Fen, regions};
use serde::{Deserialize, Serialize};

use super::Terms;
use crate::domain::loan::Loan;
use crate::domain::refused::Refused;

/// Interest of one period, and what is deducted from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Interest {
    /// Actually paid.
    pub paid: Fen,
    /// Of that, penalty interest.
    pub penalty: Fen,
    /// Of that, subsidised elsewhere.
    pub other: Fen,
    /// What the enterprise was granted this year already.
    pub already: Fen,
}

/// How city and county share an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Split {
    pub city: Fen,
    pub county: Fen,
}

/// A subsidy that is not none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amount {
    /// The interest it was computed on.
    pub base: Fen,
    pub total: Fen,
    pub split: Split,
}

impl Interest {
    /// What a loan's payments of a calendar year come to, beside what is known of the year otherwise.
    pub fn of_year(
        loan: &Loan,
        year: i32,
        other: Fen,
        already: Fen,
    ) -> Result<Interest, AmountOverflow> {
        let paid = loan.interest_paid_in(year)?;
        Ok(Interest {
            paid: paid.total,
            penalty: paid.penalty,
            other,
            already,
        })
    }

    /// What is left of the interest paid; `None` where the figures leave what can be computed.
    pub fn base(&self) -> Option<Fen> {
        let left = i128::from(self.paid.get())
            - i128::from(self.penalty.get())
            - i128::from(self.other.get());
        i64::try_from(left.max(0)).ok().map(Fen)
    }

    /// The host's own figure: the rate of the base, as far as the yearly cap leaves room.
    pub fn subsidy(&self, terms: &Terms) -> Option<Fen> {
        let share = basis_points_floor(self.base()?.get(), terms.rate_bp);
        let room = terms.cap_year.get().saturating_sub(self.already.get());
        Some(Fen(share.min(room.max(0))))
    }
}

impl Split {
    /// The default share of a division (a parameter, not law): the city's part rounds down. `None` for a division that
    /// has no share of its own.
    pub fn by_default(total: Fen, division: &str) -> Option<Split> {
        let share = regions::division(division)?.city_share_bp?;
        let city = basis_points_floor(total.get(), share);
        Some(Split {
            city: Fen(city),
            county: Fen(total.get() - city),
        })
    }

    /// Holds that both parts are there and bear exactly `total`.
    pub fn check(&self, total: Fen) -> Result<(), Refused> {
        let whole = self.city.checked_add(self.county).ok();
        if self.city < Fen::ZERO || self.county < Fen::ZERO || whole != Some(total) {
            return Err(Refused::new(
                "SPLIT_MISMATCH",
                "市县分担金额之和必须等于贴息金额,且均不得为负",
                "the shares of city and county add up to the amount and neither is negative",
            ));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn interest(paid: i64, penalty: i64, other: i64, already: i64) -> Interest {
        Interest {
            paid: Fen(paid),
            penalty: Fen(penalty),
            other: Fen(other),
            already: Fen(already),
        }
    }

    #[test]
    fn what_is_left_after_deductions_is_subsidised_up_to_the_cap() {
        let terms = Terms::default();
        for (interest, base, subsidy) in [
            (interest(101, 0, 0, 0), 101, 50),
            (interest(100, 60, 50, 0), 0, 0),
            (interest(100_000_000, 0, 0, 0), 100_000_000, 20_000_000),
            (interest(100_000_000, 0, 0, 19_999_999), 100_000_000, 1),
            (interest(100, 0, 0, 20_000_001), 100, 0),
        ] {
            assert_eq!(interest.base(), Some(Fen(base)), "{interest:?}");
            assert_eq!(interest.subsidy(&terms), Some(Fen(subsidy)), "{interest:?}");
        }
        assert_eq!(interest(i64::MAX, i64::MIN, 0, 0).base(), None);
    }

    #[test]
    fn a_division_without_a_share_has_no_default() {
        for division in ["440700", "440100", ""] {
            assert_eq!(Split::by_default(Fen(10), division), None, "{division}");
        }
        let wrong = Split {
            city: Fen(11),
            county: Fen(-1),
        };
        assert_eq!(wrong.check(Fen(10)).unwrap_err().reason, "SPLIT_MISMATCH");
    }

    proptest! {
        #[test]
        fn the_parts_of_a_subsidy_add_up(
            total in 0..i64::MAX, division in proptest::sample::select(regions::COUNTIES.to_vec()),
        ) {
            let split = Split::by_default(Fen(total), division).unwrap();
            prop_assert_eq!(split.check(Fen(total)), Ok(()));
        }
    }
}
