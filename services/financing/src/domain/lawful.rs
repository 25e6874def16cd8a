//! What a rule may not change: its answer is held to this before it means anything, and never made to fit.
use kezhuan_law::Fen;
use kezhuan_law::money::basis_points_floor;

use super::ltv::{Collateral, Offered};
use super::product::{ProductKind, Share};
use super::risk::{BANK, POOL};

const WHOLE: u16 = 10_000;
/// The government's part of a 邑科贷's loss, 江科〔2025〕43号.
const YI_KE_DAI_POOL_BP: std::ops::RangeInclusive<u16> = 3_000..=4_000;

/// What a bank's own shares of the rights come to, up to what was asked for and the product's largest loan.
pub fn carried(
    assets: &[Offered],
    shares_bp: &[u16],
    rule_cap: Fen,
    (requested, loan_max): (Fen, Fen),
) -> Result<Collateral, &'static str> {
    if assets.len() != shares_bp.len() {
        return Err("SHARES_INCOMPLETE");
    }
    if shares_bp.iter().any(|share| *share > WHOLE) {
        return Err("SHARE_ABOVE_VALUE");
    }
    let shares = assets.iter().zip(shares_bp);
    let per_asset: Vec<Fen> = shares
        .map(|(asset, share)| Fen(basis_points_floor(asset.value.get(), *share)))
        .collect();
    let sum = Fen::checked_sum(per_asset.iter().copied()).map_err(|_| "AMOUNT_OVERFLOW")?;
    if rule_cap < Fen::ZERO || rule_cap > sum {
        return Err("CAP_ABOVE_COLLATERAL");
    }
    Ok(Collateral {
        per_asset,
        cap: rule_cap,
        loan_max: requested.min(rule_cap).min(loan_max),
    })
}

/// Holds that a loss is borne whole, by the pool and the bank among others, and by the pool as far as the city says.
pub fn shares(product: ProductKind, shares: Vec<Share>) -> Result<Vec<Share>, &'static str> {
    let whole: u32 = shares.iter().map(|share| u32::from(share.bp)).sum();
    if whole != u32::from(WHOLE) {
        return Err("SHARES_NOT_10000");
    }
    let of = |party: &str| {
        let mut named = shares.iter().filter(|share| share.party == party);
        named.next().map(|share| share.bp)
    };
    let (Some(pool), Some(_)) = (of(POOL), of(BANK)) else {
        return Err("SHARES_UNUSABLE");
    };
    if product == ProductKind::YiKeDai && !YI_KE_DAI_POOL_BP.contains(&pool) {
        return Err("POOL_SHARE_BEYOND_CITY");
    }
    Ok(shares)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::asset::AssetKind;

    fn right(value: i64) -> Offered {
        Offered {
            kind: AssetKind::Invention,
            value: Fen(value),
            residual_months: None,
        }
    }

    #[test]
    fn a_bank_s_shares_come_to_no_more_than_was_asked_for_and_the_product_allows() {
        let assets = [right(1_001), right(333)];
        for (requested, loan_max, loan) in [(9_999, 9_999, 499), (100, 9_999, 100), (200, 50, 50)] {
            let limits = (Fen(requested), Fen(loan_max));
            let found = carried(&assets, &[4_000, 3_000], Fen(499), limits).unwrap();
            assert_eq!(found.per_asset, [Fen(400), Fen(99)]);
            assert_eq!((found.cap, found.loan_max), (Fen(499), Fen(loan)));
        }
    }

    #[test]
    fn shares_that_are_not_one_per_right_or_carry_more_than_it_is_worth_are_refused() {
        let assets = [right(1_000)];
        let limits = (Fen(1_000), Fen(1_000));
        for (shares, cap, reason) in [
            (&[][..], 0, "SHARES_INCOMPLETE"),
            (&[1, 2], 0, "SHARES_INCOMPLETE"),
            (&[10_001], 0, "SHARE_ABOVE_VALUE"),
            (&[5_000], 501, "CAP_ABOVE_COLLATERAL"),
            (&[5_000], -1, "CAP_ABOVE_COLLATERAL"),
        ] {
            let found = carried(&assets, shares, Fen(cap), limits);
            assert_eq!(found, Err(reason), "{shares:?} {cap}");
        }
        let vast = [right(i64::MAX), right(i64::MAX)];
        let found = carried(&vast, &[10_000, 10_000], Fen(0), limits);
        assert_eq!(found, Err("AMOUNT_OVERFLOW"));
    }

    #[test]
    fn the_city_holds_the_pool_of_its_own_product_to_its_range() {
        let of = |pool: u16, bank: u16| {
            [(POOL, pool), (BANK, bank)]
                .map(|(party, bp)| Share {
                    party: party.to_owned(),
                    bp,
                })
                .to_vec()
        };
        for pool in [3_000, 4_000] {
            assert!(shares(ProductKind::YiKeDai, of(pool, 10_000 - pool)).is_ok());
        }
        for pool in [2_999, 4_001] {
            let found = shares(ProductKind::YiKeDai, of(pool, 10_000 - pool));
            assert_eq!(found, Err("POOL_SHARE_BEYOND_CITY"), "{pool}");
            assert!(shares(ProductKind::IpLoan, of(pool, 10_000 - pool)).is_ok());
        }
        let found = shares(ProductKind::IpLoan, of(4_000, 5_999));
        assert_eq!(found, Err("SHARES_NOT_10000"));
        let found = shares(ProductKind::IpLoan, of(10_000, 0)[..1].to_vec());
        assert_eq!(found, Err("SHARES_UNUSABLE"));
    }
}
