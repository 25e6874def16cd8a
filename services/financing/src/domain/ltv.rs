//! What pledged rights can carry: a share of each one's value, less for one that soon ends.
//! The shares are the bank's to choose; those here are defaults for banks that have no rule of their own.
use kezhuan_law::Fen;
use kezhuan_law::money::AmountOverflow;
use serde::{Deserialize, Serialize};

use super::asset::AssetKind;

const WHOLE: i128 = 10_000;

/// The default shares (质押率); illustrative, no law.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Terms {
    pub invention_bp: u16,
    pub utility_bp: u16,
    pub design_bp: u16,
    pub trademark_bp: u16,
    pub software_bp: u16,
    pub plant_variety_bp: u16,
    pub ic_layout_bp: u16,
    /// A right with fewer months left after maturity carries half.
    pub halved_below_months: i64,
    /// The product's largest loan.
    pub loan_max: Fen,
}

/// One right offered as security.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Offered {
    pub kind: AssetKind,
    pub value: Fen,
    /// Whole months of life left after maturity; `None` = no limit.
    pub residual_months: Option<i64>,
}

/// What the rights carry together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Collateral {
    pub per_asset: Vec<Fen>,
    pub cap: Fen,
    pub loan_max: Fen,
}

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoAnswer {
    /// No default share is known for this kind of right.
    KindWithoutShare(AssetKind),
    Overflow,
}

impl From<AmountOverflow> for NoAnswer {
    fn from(_: AmountOverflow) -> NoAnswer {
        NoAnswer::Overflow
    }
}

impl Default for Terms {
    fn default() -> Terms {
        Terms {
            invention_bp: 4_000,
            utility_bp: 2_000,
            design_bp: 1_000,
            trademark_bp: 3_000,
            software_bp: 2_000,
            plant_variety_bp: 3_000,
            ic_layout_bp: 2_000,
            halved_below_months: 24,
            loan_max: Fen::from_yuan(5_000_000),
        }
    }
}

impl Terms {
    /// The share of a kind's value; `None` where each bank says for itself.
    pub const fn share_bp(&self, kind: AssetKind) -> Option<u16> {
        match kind {
            AssetKind::Invention => Some(self.invention_bp),
            AssetKind::Utility => Some(self.utility_bp),
            AssetKind::Design => Some(self.design_bp),
            AssetKind::Trademark => Some(self.trademark_bp),
            AssetKind::Software => Some(self.software_bp),
            AssetKind::PlantVariety => Some(self.plant_variety_bp),
            AssetKind::IcLayout => Some(self.ic_layout_bp),
            AssetKind::GeographicalIndication => None,
        }
    }

    /// What `assets` carry, and the loan that leaves of `requested`.
    pub fn collateral(&self, requested: Fen, assets: &[Offered]) -> Result<Collateral, NoAnswer> {
        let per_asset = assets
            .iter()
            .map(|asset| self.carries(asset))
            .collect::<Result<Vec<Fen>, NoAnswer>>()?;
        let cap = Fen::checked_sum(per_asset.iter().copied())?;
        Ok(Collateral {
            per_asset,
            cap,
            loan_max: requested.min(cap).min(self.loan_max),
        })
    }

    fn carries(&self, asset: &Offered) -> Result<Fen, NoAnswer> {
        let share = self.share_bp(asset.kind);
        let share = share.ok_or(NoAnswer::KindWithoutShare(asset.kind))?;
        let short = asset
            .residual_months
            .is_some_and(|months| months < self.halved_below_months);
        // Halving the divisor, not the share, keeps an odd share exact.
        let whole = if short { WHOLE * 2 } else { WHOLE };
        let exact = i128::from(asset.value.get()) * i128::from(share);
        i64::try_from(exact.div_euclid(whole))
            .map(Fen)
            .map_err(|_| NoAnswer::Overflow)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offered(kind: AssetKind, value: i64, residual_months: Option<i64>) -> Offered {
        Offered {
            kind,
            value: Fen(value),
            residual_months,
        }
    }

    #[test]
    fn two_years_after_maturity_are_enough() {
        let terms = Terms::default();
        let full = [offered(AssetKind::Invention, 1_001, Some(24))];
        let half = [offered(AssetKind::Invention, 1_001, Some(23))];
        let per_asset = |assets| terms.collateral(Fen(9_999), assets).unwrap().per_asset;
        assert_eq!(per_asset(&full), [Fen(400)]);
        assert_eq!(per_asset(&half), [Fen(200)]);
    }

    #[test]
    fn an_odd_share_is_halved_exactly() {
        let terms = Terms {
            design_bp: 333,
            ..Terms::default()
        };
        let assets = [offered(AssetKind::Design, 20_000, Some(0))];
        assert_eq!(terms.collateral(Fen(1), &assets).unwrap().cap, Fen(333));
    }

    #[test]
    fn the_smallest_of_three_bounds_the_loan() {
        let terms = Terms::default();
        let assets = [offered(AssetKind::Trademark, 10_000, None)];
        for (requested, loan_max) in [(2_999, 2_999), (3_000, 3_000), (3_001, 3_000)] {
            let answer = terms.collateral(Fen(requested), &assets).unwrap();
            assert_eq!(answer.loan_max, Fen(loan_max));
        }
        assert_eq!(terms.collateral(Fen(5), &[]).unwrap().loan_max, Fen::ZERO);
    }

    #[test]
    fn what_has_no_share_has_no_answer() {
        let assets = [offered(AssetKind::GeographicalIndication, 1, None)];
        let answer = Terms::default().collateral(Fen(1), &assets);
        let none = NoAnswer::KindWithoutShare(AssetKind::GeographicalIndication);
        assert_eq!(answer, Err(none));
    }
}
