//! Stamp duty (印花税) on a technology contract: each party pays it on its own copy.
use kezhuan_law::Fen;
use kezhuan_law::money::divide_half_up;

use super::{Estimate, basis};

/// 0.03 %, the rate of technology contracts and of title-transfer documents alike.
const RATE_PER_TEN_THOUSAND: i128 = 3;

/// Under which heading of the tariff the document falls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heading {
    TechnologyContract,
    /// Transfer of a patent, or of the right to use know-how.
    TitleTransfer,
}

/// What one party pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Duty {
    pub heading: Heading,
    pub amount: Fen,
}

impl Heading {
    /// The heading of a contract of this kind.
    pub fn of(kind: &str) -> Heading {
        match kind {
            "ZR-ZL" | "ZR-MM" | "XK-ZL" | "XK-MM" => Heading::TitleTransfer,
            _ => Heading::TechnologyContract,
        }
    }

    /// The stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Heading::TechnologyContract => "TECHNOLOGY_CONTRACT",
            Heading::TitleTransfer => "TITLE_TRANSFER",
        }
    }
}

/// What each party pays on the price, remuneration or fee `base`, half up to the fen.
pub fn duty(kind: &str, base: Fen) -> Duty {
    let exact = i128::from(base.0.max(0)) * RATE_PER_TEN_THOUSAND;
    Duty {
        heading: Heading::of(kind),
        // 0.03 % of 64 bits fits 64 bits, and the divisor is not zero.
        amount: Fen(divide_half_up(exact, 10_000).unwrap_or(0)),
    }
}

/// The duty with its basis.
pub fn estimate(kind: &str, base: Fen) -> Estimate<Duty> {
    Estimate::new(duty(kind, base), basis::STAMP_DUTY)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_in_ten_thousand_rounded_half_up() {
        for (base, amount) in [
            (100_000_000, 30_000),
            (1_666, 0),
            (1_667, 1),
            (5_000, 2),
            (0, 0),
            (-100_000, 0),
        ] {
            assert_eq!(duty("KF-WT", Fen(base)).amount, Fen(amount), "{base}");
        }
    }

    #[test]
    fn transfers_of_title_have_their_own_heading() {
        assert_eq!(Heading::of("ZR-ZL"), Heading::TitleTransfer);
        assert_eq!(Heading::of("KF-HZ"), Heading::TechnologyContract);
        assert_eq!(Heading::of("ZR-SQ"), Heading::TechnologyContract);
    }
}
