//! Unified social credit code (统一社会信用代码, GB 32100-2015): 18 characters, the last a check.
use std::fmt;

use serde::{Deserialize, Serialize};

use super::{IdentifierError, is_organisation_code};

/// A character's value is its place here; I, O, S, V and Z do not occur.
const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
const BODY_LENGTH: usize = 17;

/// A credit code whose form and check character hold.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct UnifiedSocialCreditCode(String);

impl UnifiedSocialCreditCode {
    /// Checks the form, then the check character.
    pub fn parse(text: &str) -> Result<UnifiedSocialCreditCode, IdentifierError> {
        let Some((body, check)) = text.split_at_checked(BODY_LENGTH) else {
            return Err(IdentifierError::Format);
        };
        let expected = credit_code_check_char(body)?;
        match check.as_bytes() {
            [given] if value_of(*given).is_some() => {
                if char::from(*given) == expected {
                    Ok(UnifiedSocialCreditCode(text.to_owned()))
                } else {
                    Err(IdentifierError::CheckDigit)
                }
            }
            _ => Err(IdentifierError::Format),
        }
    }

    /// Makes the code with this 17-character body; for test data and generators.
    pub fn from_body(body: &str) -> Result<UnifiedSocialCreditCode, IdentifierError> {
        let check = credit_code_check_char(body)?;
        Ok(UnifiedSocialCreditCode(format!("{body}{check}")))
    }

    /// Registering department: `1` establishment office, `5` civil affairs, `9` market regulation, `Y` other.
    pub fn dept(&self) -> &str {
        &self.0[..1]
    }

    /// Class of organisation within its department.
    pub fn organisation_class(&self) -> &str {
        &self.0[1..2]
    }

    /// Division (GB/T 2260) of the registering office.
    pub fn division(&self) -> &str {
        &self.0[2..8]
    }

    /// The organisation code inside.
    pub fn organisation_code(&self) -> &str {
        &self.0[8..BODY_LENGTH]
    }

    /// Whether the inner organisation code's own check holds: a hint only, old codes vary.
    pub fn organisation_code_fits(&self) -> bool {
        is_organisation_code(self.organisation_code())
    }

    /// The code as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for UnifiedSocialCreditCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

super::textual!(UnifiedSocialCreditCode);

/// The check character of a 17-character body: (31 − Σ vᵢ·3^(i−1) mod 31) mod 31.
pub fn credit_code_check_char(body: &str) -> Result<char, IdentifierError> {
    if body.len() != BODY_LENGTH {
        return Err(IdentifierError::Format);
    }
    let mut sum = 0;
    let mut weight = 1;
    for byte in body.bytes() {
        sum += value_of(byte).ok_or(IdentifierError::Format)? * weight;
        weight = weight * 3 % ALPHABET.len();
    }
    let check = (ALPHABET.len() - sum % ALPHABET.len()) % ALPHABET.len();
    Ok(char::from(ALPHABET[check]))
}

fn value_of(byte: u8) -> Option<usize> {
    ALPHABET.iter().position(|letter| *letter == byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn form_is_judged_before_the_check_character() {
        for (text, answer) in [
            ("11440700MB2C90725T", Ok(())),
            ("11440700MB2C90726T", Err(IdentifierError::CheckDigit)),
            ("11440700MB2C90725X", Err(IdentifierError::CheckDigit)),
            ("", Err(IdentifierError::Format)),
            ("11440700MB2C90725", Err(IdentifierError::Format)),
            ("11440700MB2C90725TT", Err(IdentifierError::Format)),
            ("11440700mb2c90725t", Err(IdentifierError::Format)),
            ("11440700MB2C90725t", Err(IdentifierError::Format)),
            (" 11440700MB2C90725T", Err(IdentifierError::Format)),
            ("11440700MB2C90725T ", Err(IdentifierError::Format)),
            ("11440700MB2C9072 T", Err(IdentifierError::Format)),
            ("11440700MB2C9072IT", Err(IdentifierError::Format)),
            ("11440700MB2C90725O", Err(IdentifierError::Format)),
            ("\u{ff11}1440700MB2C90725T", Err(IdentifierError::Format)),
            ("11440700MB2C90725\u{ff34}", Err(IdentifierError::Format)),
            ("11440700MB2C907\u{ff12}", Err(IdentifierError::Format)),
            ("11440700MB2C9072五", Err(IdentifierError::Format)),
            ("11440700MB2C907五", Err(IdentifierError::Format)),
        ] {
            assert_eq!(
                UnifiedSocialCreditCode::parse(text).map(|_| ()),
                answer,
                "{text:?}"
            );
        }
    }

    #[test]
    fn the_parts_are_where_the_standard_puts_them() {
        let code = UnifiedSocialCreditCode::parse("11440700MB2C90725T").unwrap();
        assert_eq!(code.dept(), "1");
        assert_eq!(code.organisation_class(), "1");
        assert_eq!(code.division(), "440700");
        assert_eq!(code.organisation_code(), "MB2C90725");
        assert!(code.organisation_code_fits());
    }

    #[test]
    fn an_inner_digit_that_does_not_fit_is_no_reason_to_refuse() {
        let code = UnifiedSocialCreditCode::from_body("91440703MA5123456").unwrap();
        assert!(!code.organisation_code_fits());
        assert_eq!(UnifiedSocialCreditCode::parse(code.as_str()), Ok(code));
    }
}
