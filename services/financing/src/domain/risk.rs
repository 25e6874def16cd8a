//! Who bears a loss, and who gets what of it back.
use kezhuan_law::{Fen, largest_remainder};

const WHOLE: i64 = 10_000;

/// The party that stands for the pool in a table of shares.
pub const POOL: &str = "pool";
/// The party that bears what the pool can't.
pub const BANK: &str = "bank";

/// Why a table of shares can't be applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadShares {
    /// They do not add up to 100 %.
    NotWhole,
    /// A negative share, a party twice, or nobody named who would have to bear something.
    Unusable,
}

/// What each party of `shares` (basis points) bears of `loss`, in their order: largest remainder, and what the pool
/// can't bear of its part stays with the bank.
pub fn share_loss(
    loss: Fen,
    shares: &[(&str, i64)],
    pool_left: Option<Fen>,
) -> Result<Vec<Fen>, BadShares> {
    let sum: i128 = shares.iter().map(|(_, bp)| i128::from(*bp)).sum();
    if sum != i128::from(WHOLE) {
        return Err(BadShares::NotWhole);
    }
    let place = |party: &str| shares.iter().position(|(name, _)| *name == party);
    let twice = |(index, (party, _)): (usize, &(&str, i64))| place(party) != Some(index);
    if shares.iter().enumerate().any(twice) {
        return Err(BadShares::Unusable);
    }
    let weights: Vec<i64> = shares.iter().map(|(_, bp)| *bp).collect();
    let mut parts = largest_remainder(loss.get(), &weights).map_err(|_| BadShares::Unusable)?;
    if let Some(left) = pool_left {
        let pool = place(POOL).ok_or(BadShares::Unusable)?;
        let excess = parts[pool].saturating_sub(left.get());
        if excess > 0 {
            let bank = place(BANK).ok_or(BadShares::Unusable)?;
            parts[pool] -= excess;
            parts[bank] += excess;
        }
    }
    Ok(parts.into_iter().map(Fen).collect())
}

/// What came back of a loss, and whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recovered {
    /// After costs, and never more than was lost.
    pub net: Fen,
    /// In the order of the losses borne.
    pub parts: Vec<Fen>,
}

/// Shares what came back by the loss each party still bears; `None` when nobody bears any.
///
/// Taking what is still borne, not what was borne at first, keeps every party at or below its loss however often
/// something comes back.
pub fn share_recovery(gross: Fen, costs: Fen, borne: &[Fen]) -> Option<Recovered> {
    let lost = Fen::checked_sum(borne.iter().copied()).ok()?;
    let after_costs = i128::from(gross.get()) - i128::from(costs.get());
    let net = after_costs.clamp(0, i128::from(lost.get().max(0)));
    let net = i64::try_from(net).ok()?;
    let weights: Vec<i64> = borne.iter().map(|part| part.get()).collect();
    let parts = largest_remainder(net, &weights).ok()?;
    Some(Recovered {
        net: Fen(net),
        parts: parts.into_iter().map(Fen).collect(),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_table_that_can_t_be_applied_is_told_apart() {
        use BadShares::*;
        let left = Some(Fen(1));
        for (shares, left, answer) in [
            (&[("pool", 4_000), ("bank", 5_999)][..], None, NotWhole),
            (&[("pool", -1), ("bank", 10_001)], None, Unusable),
            (&[("pool", 5_000), ("pool", 5_000)], None, Unusable),
            (&[("insurer", 10_000)], left, Unusable),
            (&[("pool", 10_000)], left, Unusable),
            (&[], None, NotWhole),
        ] {
            assert_eq!(
                share_loss(Fen(100), shares, left),
                Err(answer),
                "{shares:?}"
            );
        }
        // A pool that can bear its part needs no bank.
        let alone = share_loss(Fen(100), &[("pool", 10_000)], Some(Fen(100)));
        assert_eq!(alone, Ok(vec![Fen(100)]));
    }

    #[test]
    fn nobody_gets_back_where_nobody_lost() {
        assert_eq!(share_recovery(Fen(5), Fen(0), &[Fen(0), Fen(0)]), None);
        assert_eq!(share_recovery(Fen(5), Fen(0), &[]), None);
        let costly = share_recovery(Fen(5), Fen(9), &[Fen(1), Fen(2)]).unwrap();
        assert_eq!(costly.net, Fen::ZERO);
        assert_eq!(costly.parts, [Fen::ZERO, Fen::ZERO]);
    }

    proptest! {
        #[test]
        fn parts_of_a_loss_add_up_and_the_pool_keeps_to_what_it_has(
            loss in 0..1_000_000_000_i64, pool_bp in 0..=10_000_i64, cut in 0..=10_000_i64, left in 0..500_000_000_i64,
        ) {
            let insurer = (10_000 - pool_bp) * cut / 10_000;
            let shares = [("pool", pool_bp), ("insurer", insurer), ("bank", 10_000 - pool_bp - insurer)];
            let parts = share_loss(Fen(loss), &shares, Some(Fen(left))).unwrap();
            prop_assert_eq!(parts.iter().map(|part| part.get()).sum::<i64>(), loss);
            prop_assert!(parts[0] <= Fen(left));
            prop_assert!(parts.iter().all(|part| *part >= Fen::ZERO));
        }

        #[test]
        fn however_often_something_comes_back_nobody_gets_more_than_they_lost(
            borne in proptest::collection::vec(0..1_000_i64, 1..4),
            returns in proptest::collection::vec((0..700_i64, 0..50_i64), 0..30),
        ) {
            let mut still: Vec<Fen> = borne.iter().copied().map(Fen).collect();
            for (gross, costs) in returns {
                let before: i64 = still.iter().map(|part| part.get()).sum();
                let Some(back) = share_recovery(Fen(gross), Fen(costs), &still) else {
                    prop_assert_eq!(before, 0);
                    continue;
                };
                for (part, got) in still.iter_mut().zip(&back.parts) {
                    *part = Fen(part.get() - got.get());
                }
                let after: i64 = still.iter().map(|part| part.get()).sum();
                prop_assert_eq!(before - after, back.net.get());
                prop_assert!(back.net.get() <= (gross - costs).max(0));
                prop_assert!(still.iter().all(|part| *part >= Fen::ZERO));
            }
        }
    }
}
