//! Money as the domain counts it: fen, basis points, one floor.

/// `floor(amount · bp / 10000)`; subsidies and incentives round down to the fen.
pub fn bp(amount_fen: i64, bp: i64) -> i64 {
    let exact = i128::from(amount_fen) * i128::from(bp);
    i64::try_from(exact.div_euclid(10_000)).expect("an amount in fen")
}

/// The first two letters of a kind: `KF` of `KF-WT`.
pub fn kind_group(kind: &str) -> &str {
    kind.get(..2).unwrap_or(kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn basis_points_round_down_to_the_fen() {
        assert_eq!(bp(12_345_678, 30), 37_037);
        assert_eq!(bp(i64::MAX, 10_000), i64::MAX);
        assert_eq!(bp(-1, 5_000), -1);
    }
}
