//! Crops by their codes, and those whose varieties the Seed Law (种子法) has approved.
use std::fmt;

use serde::{Deserialize, Serialize};

use super::refused::Refused;

const LENGTH_MAX: usize = 40;
/// 主要农作物: rice, wheat, maize, cotton, soybean.
const MAJOR: [&str; 5] = ["rice", "wheat", "maize", "cotton", "soybean"];

/// A crop's code: lower-case letters, digits, `_`, beginning with a letter.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Crop(String);

impl Crop {
    /// Takes a code as it stands.
    pub fn parse(code: &str) -> Result<Crop, Refused> {
        let shaped = code.len() <= LENGTH_MAX
            && code.starts_with(|first: char| first.is_ascii_lowercase())
            && code.bytes().all(|letter| {
                letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == b'_'
            });
        if shaped {
            return Ok(Crop(code.to_owned()));
        }
        Err(Refused::new(
            "CROP_INVALID",
            "作物代码须以小写字母开头，由小写字母、数字和下划线组成，最长40位",
            "a crop's code begins with a lower-case letter and has at most 40 lower-case letters, digits and underscores",
        ))
    }

    /// The code as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether its varieties need approval.
    pub fn is_major(&self) -> bool {
        MAJOR.contains(&self.0.as_str())
    }
}

impl fmt::Display for Crop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl TryFrom<String> for Crop {
    type Error = Refused;
    fn try_from(code: String) -> Result<Crop, Refused> {
        Crop::parse(&code)
    }
}

impl From<Crop> for String {
    fn from(crop: Crop) -> String {
        crop.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_crops_are_major() {
        for code in MAJOR {
            assert!(Crop::parse(code).unwrap().is_major());
        }
        for code in ["tangerine", "xinhui_herb", "rice2"] {
            assert!(!Crop::parse(code).unwrap().is_major(), "{code}");
        }
    }

    #[test]
    fn a_code_is_a_code() {
        let long = "a".repeat(LENGTH_MAX + 1);
        for wrong in ["", "Rice", "水稻", "2rice", "rice ", "_rice", "a-b", &long] {
            assert_eq!(
                Crop::parse(wrong).unwrap_err().reason,
                "CROP_INVALID",
                "{wrong}"
            );
        }
    }
}
