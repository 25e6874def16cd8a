//! Thousand yuan (千元), the unit of the Torch statistics: a sum is made in fen first and converted once, half away from zero.

const FEN_IN_THOUSAND_YUAN: u128 = 100_000;

/// A sum of fen in thousand yuan.
pub fn thousand_yuan(sum_fen: impl Into<i128>) -> i128 {
    let sum: i128 = sum_fen.into();
    let magnitude = sum.unsigned_abs();
    let rounded = magnitude / FEN_IN_THOUSAND_YUAN
        + u128::from(magnitude % FEN_IN_THOUSAND_YUAN >= FEN_IN_THOUSAND_YUAN / 2);
    // A hundred thousandth of what fitted fits.
    let rounded = i128::try_from(rounded).unwrap_or(i128::MAX);
    if sum < 0 { -rounded } else { rounded }
}

#[cfg(test)]
mod tests {
    use super::thousand_yuan;

    #[test]
    fn half_goes_away_from_zero() {
        for (fen, thousand) in [
            (0_i64, 0),
            (49_999, 0),
            (50_000, 1),
            (149_999, 1),
            (150_000, 2),
            (-49_999, 0),
            (-50_000, -1),
            (-150_000, -2),
            (250_000, 3),
            (i64::MAX, 92_233_720_368_548),
            (i64::MIN, -92_233_720_368_548),
        ] {
            assert_eq!(thousand_yuan(fen), thousand, "{fen}");
        }
        assert_eq!(thousand_yuan(i128::MIN), -(i128::MAX / 100_000));
    }
}
