//! Areas of land: square metres and hundredths of a mu (亩), which is 2000/3 m².
use kezhuan_law::money::divide_half_up;

/// Square metres as hundredths of a mu, rounded once, half up; `None` where 64 bits can't hold it.
pub fn hundredths_of_mu(square_metres: i64) -> Option<i64> {
    divide_half_up(i128::from(square_metres) * 3, 20)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fifteen_mu_are_a_hectare() {
        for (square_metres, hundredths) in [
            (10_000, 1_500),
            (667, 100),
            (0, 0),
            // 0.5 of a hundredth rounds up.
            (10, 2),
            (3, 0),
            (4, 1),
            (-10, -2),
        ] {
            assert_eq!(hundredths_of_mu(square_metres), Some(hundredths));
        }
        assert!(hundredths_of_mu(i64::MAX).is_some());
    }
}
