//! The grant for a demonstration as one county gives it (Kaiping's example): so much for each mu from a least area on, more
//! where the yield rose enough, up to a cap for each season. Illustrative; what a county really gives is its package's to say
//! (`agr.subsidy`), and without one there is no grant.
use kezhuan_law::Fen;
use serde::{Deserialize, Serialize};

use super::code_list::code_list;

code_list! {
    /// What is said of an amount.
    Code {
        Ok = "OK", "可以补助", "granted";
        Below50Mu = "BELOW_50MU", "示范面积不足50亩", "less than 50 mu";
    }
}

/// The figures of such a grant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Terms {
    /// Fen for each mu.
    pub mu_fen: i64,
    /// The least area, in hundredths of a mu.
    pub area_min_c: i64,
    /// From which increase of the yield on there is more, in basis points.
    pub bonus_from_bp: i64,
    /// How much more, in basis points.
    pub bonus_bp: i64,
    /// The most for one season, in fen.
    pub cap_season: Fen,
}

impl Default for Terms {
    fn default() -> Terms {
        Terms {
            mu_fen: 10_000,
            area_min_c: 5_000,
            bonus_from_bp: 500,
            bonus_bp: 2_000,
            cap_season: Fen(3_000_000),
        }
    }
}

impl Terms {
    /// The grant for an area in hundredths of a mu whose yield rose by so many basis points; rounded down once.
    pub fn amount(&self, area_c: i64, increase_bp: i64) -> (Fen, Code) {
        if area_c < self.area_min_c {
            return (Fen::ZERO, Code::Below50Mu);
        }
        let bonus = match increase_bp >= self.bonus_from_bp {
            true => i128::from(self.bonus_bp),
            false => 0,
        };
        let (area, rate) = (i128::from(area_c), i128::from(self.mu_fen));
        // Hundredths of a mu, and basis points: divided once.
        let full = (area * rate)
            .saturating_mul(10_000 + bonus)
            .div_euclid(1_000_000);
        let capped = full.clamp(0, i128::from(self.cap_season.get()));
        (i64::try_from(capped).map_or(self.cap_season, Fen), Code::Ok)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grant_begins_with_its_area_and_ends_at_its_cap() {
        let terms = Terms::default();
        for (area_c, increase_bp, fen, code) in [
            (4_999, 900, 0, Code::Below50Mu),
            (5_000, 0, 500_000, Code::Ok),
            (5_000, 499, 500_000, Code::Ok),
            (5_000, 500, 600_000, Code::Ok),
            (20_000, 601, 2_400_000, Code::Ok),
            (25_000, 500, 3_000_000, Code::Ok),
            (30_001, -1, 3_000_000, Code::Ok),
            (i64::MAX, i64::MAX, 3_000_000, Code::Ok),
            (i64::MIN, 0, 0, Code::Below50Mu),
        ] {
            assert_eq!(terms.amount(area_c, increase_bp), (Fen(fen), code));
        }
    }
}
