//! Money in fen (1 yuan = 100 fen), exact: no floating point, no silent overflow.
mod decimal;
mod ratio;
mod report;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use decimal::NotAnAmount;
pub use ratio::{basis_points_ceil, basis_points_floor, divide_half_up};
pub use report::wan;

/// An amount in fen; on the wire and in tables a plain integer.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Fen(pub i64);

/// The result of an addition or subtraction leaves the 64 bits that amounts have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the amount is larger than 64 bits of fen")]
pub struct AmountOverflow;

impl Fen {
    pub const ZERO: Fen = Fen(0);

    /// The amount of whole yuan; only for figures written in code.
    pub const fn from_yuan(yuan: i32) -> Fen {
        Fen(yuan as i64 * 100)
    }

    /// The plain number of fen.
    pub const fn get(self) -> i64 {
        self.0
    }

    /// Adds, or says that the result does not fit.
    pub fn checked_add(self, other: Fen) -> Result<Fen, AmountOverflow> {
        self.0.checked_add(other.0).map(Fen).ok_or(AmountOverflow)
    }

    /// Subtracts, or says that the result does not fit.
    pub fn checked_sub(self, other: Fen) -> Result<Fen, AmountOverflow> {
        self.0.checked_sub(other.0).map(Fen).ok_or(AmountOverflow)
    }

    /// The sum of all amounts; only the end result has to fit.
    pub fn checked_sum(amounts: impl IntoIterator<Item = Fen>) -> Result<Fen, AmountOverflow> {
        let sum: i128 = amounts.into_iter().map(|amount| i128::from(amount.0)).sum();
        i64::try_from(sum).map(Fen).map_err(|_| AmountOverflow)
    }

    /// Reads an amount in yuan such as `1234.5`; refuses parts of a fen rather than round them.
    pub fn parse_yuan(text: &str) -> Result<Fen, NotAnAmount> {
        decimal::parse(text, 2).map(Fen)
    }

    /// Reads an amount in wan (万元, ten thousand yuan); refuses parts of a fen.
    pub fn parse_wan(text: &str) -> Result<Fen, NotAnAmount> {
        decimal::parse(text, 6).map(Fen)
    }
}

/// Yuan with two decimals, no grouping: `-0.05`, `1234.50`.
impl fmt::Display for Fen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let fen = self.0.unsigned_abs();
        f.pad(&format!("{sign}{}.{:02}", fen / 100, fen % 100))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_reads_as_yuan() {
        for (fen, text) in [
            (0, "0.00"),
            (5, "0.05"),
            (-5, "-0.05"),
            (-100, "-1.00"),
            (123_456, "1234.56"),
            (i64::MIN, "-92233720368547758.08"),
        ] {
            assert_eq!(Fen(fen).to_string(), text);
        }
        assert_eq!(format!("{:>8}", Fen(100)), "    1.00");
    }

    #[test]
    fn overflow_is_an_answer_and_never_a_panic() {
        assert_eq!(Fen(i64::MAX).checked_add(Fen(1)), Err(AmountOverflow));
        assert_eq!(Fen(i64::MIN).checked_sub(Fen(1)), Err(AmountOverflow));
        assert_eq!(
            Fen::checked_sum([Fen(i64::MAX), Fen(1)]),
            Err(AmountOverflow)
        );
        // The way there may leave 64 bits as long as the end does not.
        assert_eq!(
            Fen::checked_sum([Fen(i64::MAX), Fen(1), Fen(-1)]),
            Ok(Fen(i64::MAX))
        );
    }

    #[test]
    fn an_amount_travels_as_a_plain_integer() {
        assert_eq!(serde_json::to_string(&Fen(12)).unwrap(), "12");
        assert!(serde_json::from_str::<Fen>("12.0").is_err());
    }
}
