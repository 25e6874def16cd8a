//! Official identifiers: each is checked for its form first and its check digit second.
//! Nothing is stripped or upper-cased unless the standard says so.
mod contract_registration;
mod credit_code;
mod organisation_code;
mod patent;

pub use contract_registration::ContractRegistrationNumber;
pub use credit_code::{UnifiedSocialCreditCode, credit_code_check_char};
pub use organisation_code::{is_organisation_code, organisation_code_check_char};
pub use patent::{EarlyPatentNumber, PatentKind, PatentNumber};

use crate::localized::Localized;

/// Why a text is not the identifier it should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum IdentifierError {
    #[error("wrong length or characters")]
    Format,
    #[error("the check digit does not fit")]
    CheckDigit,
}

impl IdentifierError {
    /// The stable code of the answer.
    pub const fn code(self) -> &'static str {
        match self {
            IdentifierError::Format => "FORMAT",
            IdentifierError::CheckDigit => "CHECK_DIGIT",
        }
    }

    /// What to tell a person.
    pub const fn localized(self) -> Localized {
        match self {
            IdentifierError::Format => Localized::fixed(
                "长度或字符不符合规定格式",
                "the length or a character does not fit the format",
            ),
            IdentifierError::CheckDigit => Localized::fixed(
                "校验码不符,请核对是否录入有误",
                "the check digit does not fit; compare with the original document",
            ),
        }
    }
}

/// Conversions every textual identifier has; the text kept is the checked one.
macro_rules! textual {
    ($name:ident) => {
        impl TryFrom<String> for $name {
            type Error = IdentifierError;
            fn try_from(text: String) -> Result<$name, IdentifierError> {
                $name::parse(&text)
            }
        }
        impl std::str::FromStr for $name {
            type Err = IdentifierError;
            fn from_str(text: &str) -> Result<$name, IdentifierError> {
                $name::parse(text)
            }
        }
        impl From<$name> for String {
            fn from(identifier: $name) -> String {
                identifier.to_string()
            }
        }
    };
}
use textual;
