//! Units of the official returns; sums are made in fen first and converted once.

/// Fen in the hundredth part of one wan (万元 = 1,000,000 fen).
const FEN_IN_HUNDREDTH: i128 = 10_000;

/// A sum of fen in wan (万元) with two decimals, half away from zero: `-3.70`.
pub fn wan(sum_fen: impl Into<i128>) -> String {
    let sum: i128 = sum_fen.into();
    let magnitude = sum.unsigned_abs();
    let unit = FEN_IN_HUNDREDTH.unsigned_abs();
    let hundredths = magnitude / unit + u128::from(magnitude % unit >= unit / 2);
    // What rounds to nothing has no sign.
    let sign = if sum < 0 && hundredths != 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", hundredths / 100, hundredths % 100)
}

#[cfg(test)]
mod tests {
    use super::wan;

    #[test]
    fn a_sum_is_reported_in_wan() {
        for (fen, text) in [
            (0_i64, "0.00"),
            (4_999, "0.00"),
            (5_000, "0.01"),
            (-4_999, "0.00"),
            (-5_000, "-0.01"),
            (3_703_701, "3.70"),
            (-3_700_000, "-3.70"),
            (250_000_000_001, "250000.00"),
            (995_000, "1.00"),
        ] {
            assert_eq!(wan(fen), text, "{fen}");
        }
        assert_eq!(wan(i64::MIN), "-9223372036854.78");
        assert_eq!(wan(i128::from(i64::MAX) * 2), "18446744073709.55");
    }
}
