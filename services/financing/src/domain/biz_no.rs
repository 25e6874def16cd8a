//! The number a bank gives an instruction: 1 to 32 characters, unique for ever.
use serde::{Deserialize, Serialize};

use super::refused::Refused;

const LENGTH_MAX: usize = 32;

/// A business number (业务流水号) as the bank wrote it: visible ASCII characters and no blanks, so that it survives a
/// file and a URL unchanged.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct BizNo(String);

impl BizNo {
    /// Takes a number as it stands; nothing is trimmed or changed.
    pub fn parse(text: &str) -> Result<BizNo, Refused> {
        let shaped = !text.is_empty()
            && text.len() <= LENGTH_MAX
            && text.bytes().all(|letter| letter.is_ascii_graphic());
        if shaped {
            return Ok(BizNo(text.to_owned()));
        }
        Err(Refused::new(
            "BIZ_NO_INVALID",
            "业务流水号（biz_no）须为1至32位可见 ASCII 字符,不含空格",
            "a business number (biz_no) has 1 to 32 visible ASCII characters and no blanks",
        ))
    }

    /// The number as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for BizNo {
    type Error = Refused;
    fn try_from(text: String) -> Result<BizNo, Refused> {
        BizNo::parse(&text)
    }
}

impl From<BizNo> for String {
    fn from(number: BizNo) -> String {
        number.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_taken_as_it_is_or_not_at_all() {
        let longest = "9".repeat(32);
        for good in ["P001", "a/b:c", longest.as_str()] {
            assert_eq!(BizNo::parse(good).unwrap().as_str(), good);
        }
        let too_long = "9".repeat(33);
        for bad in ["", " P1", "P 1", "P\n", "流水1", too_long.as_str()] {
            assert_eq!(BizNo::parse(bad).unwrap_err().reason, "BIZ_NO_INVALID");
        }
    }
}
