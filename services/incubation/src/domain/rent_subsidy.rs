//! The example of a rent subsidy (card `inc.rent`): what a county's rule package answers, kept here as the card's own
//! reference. Every figure is illustrative; no claim is computed by it.
use kezhuan_law::Fen;

const AREA_MAX: i128 = 30_000;
const RENT_MAX: i128 = 2_500;
const MONTHS_MAX: i128 = 24;
const RATE_BP: i128 = 5_000;
const YEAR_MAX: i128 = 5_000_000;
/// 0.01 m² in a square metre, times basis points in a whole.
const DIVISOR: i128 = 100 * 10_000;

/// What was rented, and what the tenant was paid this year already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rented {
    /// In 0.01 m².
    pub area_c: i64,
    /// Fen per square metre and month.
    pub rent: i64,
    pub months: i64,
    pub paid_year: Fen,
}

impl Rented {
    /// Half of the rent, of no more than 300 m², 25.00 yuan a square metre and 24 months; 50,000 yuan a year in all. `None`
    /// where it leaves 64 bits.
    pub fn subsidy(&self) -> Option<Fen> {
        let capped = |value: i64, most: i128| i128::from(value).min(most);
        let base = capped(self.area_c, AREA_MAX)
            .checked_mul(capped(self.rent, RENT_MAX))?
            .checked_mul(capped(self.months, MONTHS_MAX))?
            .checked_mul(RATE_BP)?;
        // One floor at the end.
        let half = base.div_euclid(DIVISOR);
        let left = (YEAR_MAX - i128::from(self.paid_year.get())).max(0);
        i64::try_from(half.min(left)).ok().map(Fen)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn subsidy(area_c: i64, rent: i64, months: i64, paid_year: i64) -> Option<i64> {
        let paid_year = Fen(paid_year);
        let rented = Rented {
            area_c,
            rent,
            months,
            paid_year,
        };
        rented.subsidy().map(Fen::get)
    }

    #[test]
    fn each_cap_holds_and_one_floor_is_made() {
        for (area_c, rent, months, paid_year, expected) in [
            (35_050, 3_000, 12, 0, 4_500_000),
            (30_000, 2_500, 24, 0, 5_000_000),
            (10_000, 2_500, 24, 0, 3_000_000),
            (10_000, 2_500, 25, 0, 3_000_000),
            (20_000, 2_000, 12, 4_900_000, 100_000),
            (20_000, 2_000, 12, 5_000_001, 0),
            // 0.01 m² for 1.99 yuan: less than a fen.
            (1, 199, 1, 0, 0),
            (1, 200, 1, 0, 1),
            (3, 67, 1, 0, 1),
            (0, 2_000, 12, 0, 0),
        ] {
            let found = subsidy(area_c, rent, months, paid_year);
            assert_eq!(found, Some(expected), "{area_c} {rent} {months}");
        }
    }

    #[test]
    fn what_does_not_fit_has_no_answer() {
        assert_eq!(subsidy(i64::MIN, i64::MIN, i64::MIN, 0), None);
    }
}
