//! Contract registration number (合同登记编号) of the national system: 14 digits.
//! The national system gives it; another shape is stored with a warning, not refused.
use std::fmt;

use serde::{Deserialize, Serialize};

use super::IdentifierError;
use crate::regions::is_jiangmen;

const DIGITS: usize = 14;

/// Year 2, province 2, prefecture 2, registration point 2, serial 6.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ContractRegistrationNumber(String);

impl ContractRegistrationNumber {
    /// Reads exactly 14 ASCII digits.
    pub fn parse(text: &str) -> Result<ContractRegistrationNumber, IdentifierError> {
        if text.len() == DIGITS && text.bytes().all(|digit| digit.is_ascii_digit()) {
            Ok(ContractRegistrationNumber(text.to_owned()))
        } else {
            Err(IdentifierError::Format)
        }
    }

    /// The year of registration, in this century.
    pub fn year(&self) -> u16 {
        2000 + self.number(0, 2) as u16
    }

    /// The prefecture's division code, six digits.
    pub fn prefecture(&self) -> String {
        format!("{}00", &self.0[2..6])
    }

    /// The registration point within the prefecture, two digits as printed.
    pub fn point(&self) -> &str {
        &self.0[6..8]
    }

    /// The serial number within point and year.
    pub fn serial(&self) -> u32 {
        self.number(8, DIGITS)
    }

    /// Whether a point of Jiangmen registered the contract.
    pub fn in_jiangmen(&self) -> bool {
        is_jiangmen(&self.0[2..6])
    }

    /// The number as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn number(&self, from: usize, to: usize) -> u32 {
        self.0[from..to]
            .bytes()
            .fold(0, |number, digit| number * 10 + u32::from(digit - b'0'))
    }
}

impl fmt::Display for ContractRegistrationNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

super::textual!(ContractRegistrationNumber);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_are_read_from_fourteen_digits() {
        let number = ContractRegistrationNumber::parse("25440702000137").unwrap();
        assert_eq!(number.year(), 2025);
        assert_eq!(number.prefecture(), "440700");
        assert_eq!(number.point(), "02");
        assert_eq!(number.serial(), 137);
        assert!(number.in_jiangmen());
        let elsewhere = ContractRegistrationNumber::parse("00440100999999").unwrap();
        assert_eq!((elsewhere.year(), elsewhere.serial()), (2000, 999_999));
        assert!(!elsewhere.in_jiangmen());
    }

    #[test]
    fn another_shape_is_refused() {
        for text in [
            "",
            "2544070200013",
            "254407020001370",
            "25440702 000137",
            " 25440702000137",
            "2544070200013X",
            "\u{ff12}5440702000137",
            "2544070200\u{ff10}3",
        ] {
            assert_eq!(
                ContractRegistrationNumber::parse(text),
                Err(IdentifierError::Format),
                "{text:?}"
            );
        }
    }
}
