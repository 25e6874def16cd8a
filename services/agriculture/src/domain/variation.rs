//! How even replications are: the coefficient of variation (变异系数), exactly, without floating point.
//!
//! With n yields, their sum S and the sum of their squares Q, the sample's coefficient of variation in basis points squared
//! is 10⁸·n·(n·Q − S²) / ((n − 1)·S²).

/// (10 000 bp)².
const WHOLE_SQUARED: u128 = 100_000_000;

/// The coefficient of variation in basis points, half up. `None` of fewer than two yields, or where they add up to nothing.
pub fn coefficient_bp(yields: &[i64]) -> Option<i64> {
    let (numerator, denominator) = squared(yields)?;
    // r = ⌊x + ½⌋ is the largest r with (2r − 1)² ≤ 4x², and 2r − 1 is whole.
    let doubled = numerator.checked_mul(4)?.checked_div(denominator)?.isqrt();
    i64::try_from(doubled.div_ceil(2)).ok()
}

/// Whether it is more than a limit, before any rounding.
pub fn exceeds(yields: &[i64], limit_bp: u32) -> Option<bool> {
    let (numerator, denominator) = squared(yields)?;
    let limit = u128::from(limit_bp);
    Some(numerator > denominator.checked_mul(limit.checked_mul(limit)?)?)
}

fn squared(yields: &[i64]) -> Option<(u128, u128)> {
    let count = u128::try_from(yields.len()).ok()?;
    if count < 2 {
        return None;
    }
    let (mut sum, mut squares) = (0_u128, 0_u128);
    for one in yields {
        let one = u128::from(u64::try_from(*one).ok()?);
        sum = sum.checked_add(one)?;
        squares = squares.checked_add(one.checked_mul(one)?)?;
    }
    let sum_squared = sum.checked_mul(sum)?;
    // Never below nothing: Cauchy and Schwarz.
    let spread = count.checked_mul(squares)?.checked_sub(sum_squared)?;
    let numerator = spread.checked_mul(count)?.checked_mul(WHOLE_SQUARED)?;
    let denominator = sum_squared.checked_mul(count - 1)?;
    (denominator > 0).then_some((numerator, denominator))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn even_replications_do_not_vary() {
        assert_eq!(coefficient_bp(&[59_364; 3]), Some(0));
        assert_eq!(exceeds(&[59_364; 3], 0), Some(false));
        // 90, 100, 110: mean 100, deviation 10.
        assert_eq!(coefficient_bp(&[90, 100, 110]), Some(1_000));
        assert_eq!(exceeds(&[90, 100, 110], 1_000), Some(false));
        assert_eq!(exceeds(&[90, 100, 110], 999), Some(true));
        // 1, 2: deviation 1/√2, mean 3/2, 4714.045… bp.
        assert_eq!(coefficient_bp(&[1, 2]), Some(4_714));
        assert_eq!(exceeds(&[1, 2], 4_714), Some(true));
        // 0, 1: √2 as bp, 14142.13…
        assert_eq!(coefficient_bp(&[0, 1]), Some(14_142));
    }

    #[test]
    fn what_has_no_variation_has_none() {
        for yields in [&[][..], &[59_364], &[0, 0], &[-1, 1], &[i64::MAX; 3]] {
            assert_eq!(coefficient_bp(yields), None, "{yields:?}");
            assert_eq!(exceeds(yields, 1_500), None, "{yields:?}");
        }
    }

    proptest! {
        /// As floating point has it, to its own precision; and rounding and limit agree.
        #[test]
        fn it_is_what_statistics_say(yields in prop::collection::vec(1..10_000_000_i64, 2..40)) {
            let count = yields.len() as f64;
            let mean = yields.iter().map(|one| *one as f64).sum::<f64>() / count;
            let squares: f64 = yields.iter().map(|one| (*one as f64 - mean).powi(2)).sum();
            let expected = (squares / (count - 1.0)).sqrt() / mean * 10_000.0;
            let found = coefficient_bp(&yields).unwrap();
            prop_assert!((found as f64 - expected).abs() < 0.501, "{found} {expected}");
            let limit = u32::try_from(found).unwrap();
            prop_assert!(!exceeds(&yields, limit + 1).unwrap());
            if limit > 0 {
                prop_assert!(exceeds(&yields, limit - 1).unwrap());
            }
        }

        /// Scale and order say nothing.
        #[test]
        fn it_has_no_unit(
            yields in prop::collection::vec(1..100_000_i64, 2..20),
            scale in 1..50_i64,
        ) {
            let mut scaled: Vec<i64> = yields.iter().map(|one| one * scale).collect();
            scaled.reverse();
            prop_assert_eq!(coefficient_bp(&scaled), coefficient_bp(&yields));
        }
    }
}
