//! What is left, shared by those who wait for it.
use kezhuan_law::{Fen, largest_remainder};

/// Shares what is available by what each is due: rounded down to the fen, and what rounding left goes to the largest
/// fractions, the earlier of equals. Nobody gets more than is due, and together they get all there is or all they are due.
pub fn shares(available: Fen, due: &[Fen]) -> Vec<Fen> {
    let weights: Vec<i64> = due.iter().map(|due| due.get()).collect();
    let sum: i128 = weights.iter().map(|weight| i128::from(*weight)).sum();
    let total = i128::from(available.get()).min(sum);
    let total = i64::try_from(total).unwrap_or(available.get());
    match largest_remainder(total, &weights) {
        Ok(parts) => parts.into_iter().map(Fen).collect(),
        // Nobody is due anything.
        Err(_) => vec![Fen::ZERO; due.len()],
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn left_over_fen_go_to_the_largest_fractions() {
        for (available, due, answer) in [
            (100, vec![100, 100, 100], vec![34, 33, 33]),
            (100, vec![30, 50], vec![30, 50]),
            (0, vec![30, 50], vec![0, 0]),
            (1, vec![10, 30], vec![0, 1]),
            (10, vec![], vec![]),
            (10, vec![0], vec![0]),
        ] {
            let due: Vec<Fen> = due.into_iter().map(Fen).collect();
            let shared: Vec<i64> = shares(Fen(available), &due)
                .into_iter()
                .map(Fen::get)
                .collect();
            assert_eq!(shared, answer, "{available} {due:?}");
        }
    }

    proptest! {
        #[test]
        fn shares_add_up_and_nobody_gets_more_than_is_due(
            available in 0..1_000_000_i64,
            due in proptest::collection::vec(1..100_000_i64, 1..60),
        ) {
            let fen: Vec<Fen> = due.iter().copied().map(Fen).collect();
            let shared = shares(Fen(available), &fen);
            let total: i64 = shared.iter().map(|share| share.get()).sum();
            prop_assert_eq!(total, available.min(due.iter().sum()));
            for (share, due) in shared.iter().zip(&due) {
                prop_assert!((0..=*due).contains(&share.get()));
                // Within a fen of its exact part.
                let exact = i128::from(total) * i128::from(*due);
                let sum: i128 = fen.iter().map(|fen| i128::from(fen.get())).sum();
                prop_assert!((i128::from(share.get()) * sum - exact).abs() < sum);
            }
        }
    }
}
