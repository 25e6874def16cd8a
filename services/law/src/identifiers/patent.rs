//! Patent numbers (专利号): `ZL`, the application number, a dot and a check digit.
use std::fmt;

use serde::{Deserialize, Serialize};

use super::IdentifierError;

const WEIGHTS: [u32; 12] = [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5];
const DIGITS: usize = 12;
const DIGITS_BEFORE_2003: usize = 8;

/// What the patent protects; 8 and 9 mark entries under the Patent Cooperation Treaty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum PatentKind {
    Invention,
    Utility,
    Design,
}

impl PatentKind {
    fn of_digit(digit: u8) -> Option<PatentKind> {
        match digit {
            b'1' | b'8' => Some(PatentKind::Invention),
            b'2' | b'9' => Some(PatentKind::Utility),
            b'3' => Some(PatentKind::Design),
            _ => None,
        }
    }

    /// The stable label.
    pub const fn label(self) -> &'static str {
        match self {
            PatentKind::Invention => "INVENTION",
            PatentKind::Utility => "UTILITY",
            PatentKind::Design => "DESIGN",
        }
    }
}

/// A number of the form in use since October 2003: year, kind, seven-digit serial.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PatentNumber {
    digits: String,
    check: char,
    kind: PatentKind,
    year: u16,
}

impl PatentNumber {
    /// Reads the 12-digit form. Spaces are dropped, `ZL` may be missing, the dot may not.
    pub fn parse(text: &str) -> Result<PatentNumber, IdentifierError> {
        let (digits, check) = split(text, DIGITS)?;
        let kind = PatentKind::of_digit(digits.as_bytes()[4]).ok_or(IdentifierError::Format)?;
        let year = digits[..4].parse().map_err(|_| IdentifierError::Format)?;
        if check_char(&digits) != check {
            return Err(IdentifierError::CheckDigit);
        }
        Ok(PatentNumber {
            digits,
            check,
            kind,
            year,
        })
    }

    /// The kind of patent.
    pub fn kind(&self) -> PatentKind {
        self.kind
    }

    /// The year of the application.
    pub fn year(&self) -> u16 {
        self.year
    }
}

/// `ZL` and no spaces, the form registers print.
impl fmt::Display for PatentNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("ZL{}.{}", self.digits, self.check))
    }
}

super::textual!(PatentNumber);

/// A number given before October 2003: eight digits, two of them the year, which is not spelled out.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EarlyPatentNumber {
    digits: String,
    check: char,
    kind: PatentKind,
}

impl EarlyPatentNumber {
    /// Reads the 8-digit form, spaces and `ZL` as in the later one.
    pub fn parse(text: &str) -> Result<EarlyPatentNumber, IdentifierError> {
        let (digits, check) = split(text, DIGITS_BEFORE_2003)?;
        let kind = PatentKind::of_digit(digits.as_bytes()[2]).ok_or(IdentifierError::Format)?;
        if check_char(&digits) != check {
            return Err(IdentifierError::CheckDigit);
        }
        Ok(EarlyPatentNumber {
            digits,
            check,
            kind,
        })
    }

    /// The kind of patent.
    pub fn kind(&self) -> PatentKind {
        self.kind
    }
}

impl fmt::Display for EarlyPatentNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("ZL{}.{}", self.digits, self.check))
    }
}

super::textual!(EarlyPatentNumber);

/// The digits and the check digit of a number with exactly `length` digits before the dot.
fn split(text: &str, length: usize) -> Result<(String, char), IdentifierError> {
    let compact: String = text.chars().filter(|letter| *letter != ' ').collect();
    let number = compact.strip_prefix("ZL").unwrap_or(&compact);
    let (digits, check) = number.split_once('.').ok_or(IdentifierError::Format)?;
    let plain = digits.len() == length && digits.bytes().all(|digit| digit.is_ascii_digit());
    match check.as_bytes() {
        [check @ (b'0'..=b'9' | b'X')] if plain => Ok((digits.to_owned(), char::from(*check))),
        _ => Err(IdentifierError::Format),
    }
}

/// Σ dᵢ·wᵢ mod 11, written X for 10; the weights of the short form are the first eight.
fn check_char(digits: &str) -> char {
    let sum: u32 = digits
        .bytes()
        .zip(WEIGHTS)
        .map(|(digit, weight)| u32::from(digit - b'0') * weight)
        .sum();
    char::from_digit(sum % 11, 10).unwrap_or('X')
}

#[cfg(test)]
mod tests {
    use super::*;
    use IdentifierError::{CheckDigit, Format};

    #[test]
    fn form_is_judged_before_the_check_digit() {
        use PatentKind::*;
        for (text, answer) in [
            ("ZL201110269715.3", Ok((Invention, 2011))),
            ("201110269715.3", Ok((Invention, 2011))),
            ("ZL 2011 1 0269715.3", Ok((Invention, 2011))),
            ("  ZL 2011 1 0269715 . 3  ", Ok((Invention, 2011))),
            ("ZL201110269715.4", Err(CheckDigit)),
            ("ZL201110269715.X", Err(CheckDigit)),
            ("ZL201110269715.x", Err(Format)),
            ("zl201110269715.3", Err(Format)),
            ("ZL2011102697153", Err(Format)),
            ("ZL201110269715.", Err(Format)),
            ("ZL201110269715.33", Err(Format)),
            ("ZL201140269715.3", Err(Format)),
            ("ZL201100269715.9", Err(Format)),
            ("ZL20111026971.3", Err(Format)),
            ("ZL2011102697155.3", Err(Format)),
            ("ZL\u{ff12}01110269715.3", Err(Format)),
            ("ZL2011\u{3000}10269715.3", Err(Format)),
            ("ZL201110269715。3", Err(Format)),
            ("ZLZL201110269715.3", Err(Format)),
            ("CN201110269715.3", Err(Format)),
            ("", Err(Format)),
        ] {
            let parsed = PatentNumber::parse(text).map(|number| (number.kind(), number.year()));
            assert_eq!(parsed, answer, "{text:?}");
        }
    }

    #[test]
    fn every_kind_digit_has_its_kind_or_none() {
        let kinds: Vec<_> = ('0'..='9')
            .map(|kind| {
                let digits = format!("2020{kind}0000001");
                let text = format!("{digits}.{}", check_char(&digits));
                PatentNumber::parse(&text).map(|number| number.kind().label())
            })
            .collect();
        assert_eq!(
            kinds,
            [
                Err(Format),
                Ok("INVENTION"),
                Ok("UTILITY"),
                Ok("DESIGN"),
                Err(Format),
                Err(Format),
                Err(Format),
                Err(Format),
                Ok("INVENTION"),
                Ok("UTILITY"),
            ]
        );
    }

    #[test]
    fn the_two_forms_do_not_pass_for_each_other() {
        let early = EarlyPatentNumber::parse("ZL 98 1 01234.X");
        let check = check_char("98101234");
        let written = format!("ZL98101234.{check}");
        assert_eq!(early.is_ok(), check == 'X');
        let early = EarlyPatentNumber::parse(&written).unwrap();
        assert_eq!(early.kind(), PatentKind::Invention);
        assert_eq!(early.to_string(), written);
        assert_eq!(PatentNumber::parse(&written), Err(Format));
        assert_eq!(EarlyPatentNumber::parse("ZL201110269715.3"), Err(Format));
    }
}
