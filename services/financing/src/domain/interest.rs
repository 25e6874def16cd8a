//! Kezhuan's estimate of interest: actual/360, half up, rounded once. The bank's figure rules.
use kezhuan_law::Fen;
use kezhuan_law::money::divide_half_up;

const DAYS_OF_YEAR: i128 = 360;
const WHOLE: i128 = 10_000;

/// Interest on one balance over `days`; `None` where the figures leave what can be computed.
pub fn interest(principal: Fen, rate_bp: i64, days: i64) -> Option<Fen> {
    interest_over(&[(principal, days)], rate_bp)
}

/// Interest on balances that each stood for some days; one rounding of the whole.
pub fn interest_over(balances: &[(Fen, i64)], rate_bp: i64) -> Option<Fen> {
    let mut fen_days: i128 = 0;
    for (principal, days) in balances {
        let product = i128::from(principal.get()).checked_mul(i128::from(*days))?;
        fen_days = fen_days.checked_add(product)?;
    }
    let numerator = fen_days.checked_mul(i128::from(rate_bp))?;
    divide_half_up(numerator, WHOLE * DAYS_OF_YEAR).map(Fen)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_fen_goes_up_and_the_whole_is_rounded_once() {
        assert_eq!(interest(Fen(300_000_000), 365, 90), Some(Fen(2_737_500)));
        // 1,800,000 fen for a day at 1 bp is half a fen.
        assert_eq!(interest(Fen(1_800_000), 1, 1), Some(Fen(1)));
        assert_eq!(interest(Fen(1_799_999), 1, 1), Some(Fen(0)));
        assert_eq!(interest(Fen(-1_800_000), 1, 1), Some(Fen(-1)));
        let twice = [(Fen(1_000_000), 1), (Fen(800_000), 1)];
        assert_eq!(interest_over(&twice, 1), Some(Fen(1)));
        assert_eq!(interest_over(&[], 365), Some(Fen::ZERO));
    }

    #[test]
    fn figures_beyond_reckoning_have_no_answer() {
        assert_eq!(interest(Fen(i64::MAX), i64::MAX, i64::MAX), None);
        assert_eq!(interest(Fen(i64::MAX), 3_600_000, 2), None);
    }
}
