//! Ratios in basis points (10000 = 100 %) and the three roundings the rules name.
//! Subsidies round down, statutory minimums round up, statistics round half up.

const WHOLE: i128 = 10_000;

/// `floor(amount · bp / 10000)`, towards −∞ below zero.
///
/// Any ratio up to 100 % fits; a larger one that leaves 64 bits stops at their end.
pub fn basis_points_floor(amount: i64, bp: u16) -> i64 {
    within(product(amount, bp).div_euclid(WHOLE))
}

/// `ceil(amount · bp / 10000)`: a "not less than" figure of an odd amount.
///
/// Any ratio up to 100 % fits; a larger one that leaves 64 bits stops at their end.
pub fn basis_points_ceil(amount: i64, bp: u16) -> i64 {
    within(-(-product(amount, bp)).div_euclid(WHOLE))
}

/// `numerator / denominator` rounded once, half away from zero; `None` for a division by zero
/// or a quotient that 64 bits can't hold.
pub fn divide_half_up(numerator: i128, denominator: i128) -> Option<i64> {
    let quotient = numerator.checked_div(denominator)?;
    let remainder = numerator.checked_rem(denominator)?.unsigned_abs();
    let away = if (numerator < 0) == (denominator < 0) {
        1
    } else {
        -1
    };
    // remainder ≥ denominator − remainder says "at least half" without doubling out of range.
    let rounds_away = remainder != 0 && remainder >= denominator.unsigned_abs() - remainder;
    let rounded = if rounds_away {
        quotient.checked_add(away)?
    } else {
        quotient
    };
    i64::try_from(rounded).ok()
}

fn product(amount: i64, bp: u16) -> i128 {
    i128::from(amount) * i128::from(bp)
}

fn within(value: i128) -> i64 {
    i64::try_from(value).unwrap_or(if value < 0 { i64::MIN } else { i64::MAX })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floor_and_ceil_leave_the_exact_value_between_them() {
        for (amount, bp, floor, ceil) in [
            (0, 100, 0, 0),
            (12_345_678, 30, 37_037, 37_038),
            (10_000, 5_000, 5_000, 5_000),
            (30_000_001, 5_000, 15_000_000, 15_000_001),
            (-1, 3_000, -1, 0),
            (-10_001, 5_000, -5_001, -5_000),
            (i64::MAX, 10_000, i64::MAX, i64::MAX),
            (i64::MIN, 10_000, i64::MIN, i64::MIN),
            (i64::MAX, u16::MAX, i64::MAX, i64::MAX),
        ] {
            assert_eq!(basis_points_floor(amount, bp), floor, "floor {amount} {bp}");
            assert_eq!(basis_points_ceil(amount, bp), ceil, "ceil {amount} {bp}");
        }
    }

    #[test]
    fn half_goes_away_from_zero() {
        for (numerator, denominator, answer) in [
            (5, 10, Some(1)),
            (4, 10, Some(0)),
            (-5, 10, Some(-1)),
            (-4, 10, Some(0)),
            (15, -10, Some(-2)),
            (-15, -10, Some(2)),
            (1, 3, Some(0)),
            (2, 3, Some(1)),
            (-2, 3, Some(-1)),
            (7, 0, None),
            (i128::MAX, 1, None),
            (i128::MIN, -1, None),
            (i128::MAX, i128::MAX, Some(1)),
            (i128::from(i64::MAX), 1, Some(i64::MAX)),
        ] {
            assert_eq!(
                divide_half_up(numerator, denominator),
                answer,
                "{numerator}/{denominator}"
            );
        }
    }
}
