//! Shares that must add up to the whole, to the fen.

/// Why a whole can't be shared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotShareable {
    #[error("the weights add up to zero")]
    NoWeight,
    #[error("a weight is negative")]
    NegativeWeight,
}

/// Shares `total` by `weights`: each share rounded down, the left-over units to the largest
/// fractional parts, ties to the earlier entry. A zero weight gets nothing.
pub fn largest_remainder(total: i64, weights: &[i64]) -> Result<Vec<i64>, NotShareable> {
    if weights.iter().any(|weight| *weight < 0) {
        return Err(NotShareable::NegativeWeight);
    }
    let weight_sum: i128 = weights.iter().map(|weight| i128::from(*weight)).sum();
    if weight_sum == 0 {
        return Err(NotShareable::NoWeight);
    }
    let total = i128::from(total);
    let mut parts = Vec::with_capacity(weights.len());
    let mut remainders = Vec::with_capacity(weights.len());
    for weight in weights {
        let exact = total * i128::from(*weight);
        parts.push(exact.div_euclid(weight_sum) as i64);
        remainders.push(exact.rem_euclid(weight_sum));
    }
    let left_over = remainders.iter().sum::<i128>() / weight_sum;
    let mut order: Vec<usize> = (0..weights.len()).collect();
    // A stable sort keeps the earlier of two equal remainders in front.
    order.sort_by_key(|index| std::cmp::Reverse(remainders[*index]));
    for index in order.into_iter().take(left_over as usize) {
        parts[index] += 1;
    }
    Ok(parts)
}

#[cfg(test)]
mod tests {
    use super::{NotShareable::*, largest_remainder};

    #[test]
    fn left_over_units_go_to_the_largest_fractions() {
        for (total, weights, answer) in [
            (100, &[1, 1, 1][..], Ok(vec![34, 33, 33])),
            (100, &[1, 1, 1, 3], Ok(vec![17, 17, 16, 50])),
            (10, &[0, 1, 2], Ok(vec![0, 3, 7])),
            (2, &[0, 1, 1, 1], Ok(vec![0, 1, 1, 0])),
            (0, &[3, 4], Ok(vec![0, 0])),
            (1, &[5, 5, 6], Ok(vec![0, 0, 1])),
            (-100, &[1, 1, 1], Ok(vec![-33, -33, -34])),
            (
                100_000_001,
                &[40, 40, 20],
                Ok(vec![40_000_001, 40_000_000, 20_000_000]),
            ),
            (
                i64::MAX,
                &[i64::MAX, i64::MAX],
                Ok(vec![i64::MAX / 2 + 1, i64::MAX / 2]),
            ),
            (i64::MIN, &[1], Ok(vec![i64::MIN])),
            (5, &[], Err(NoWeight)),
            (5, &[0, 0], Err(NoWeight)),
            (5, &[2, -1], Err(NegativeWeight)),
            (5, &[1, -1], Err(NegativeWeight)),
        ] {
            assert_eq!(
                largest_remainder(total, weights),
                answer,
                "{total} {weights:?}"
            );
        }
    }
}
