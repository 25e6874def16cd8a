//! Growing seasons as everybody here writes them: `2025-E`.
use std::fmt;

use serde::{Deserialize, Serialize};

use super::code_list::code_list;

code_list! {
    /// Which crop of the year.
    Term {
        Early = "E", "早造", "early crop";
        Late = "L", "晚造", "late crop";
        Annual = "A", "全年", "whole year";
    }
}

/// One season.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Season {
    year: u16,
    term: Term,
}

/// It does not read like one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a season is written YYYY-E, YYYY-L or YYYY-A")]
pub struct NotASeason;

impl Season {
    /// The season with exactly this code; of this century, so that a slip of the pen is seen.
    pub fn parse(code: &str) -> Option<Season> {
        let (year, term) = code.split_once('-')?;
        let digits = year.len() == 4 && year.bytes().all(|digit| digit.is_ascii_digit());
        let year: u16 = year.parse().ok().filter(|_| digits)?;
        let term = Term::parse(term)?;
        (2000..=2099)
            .contains(&year)
            .then_some(Season { year, term })
    }

    /// The year it belongs to.
    pub const fn year(self) -> u16 {
        self.year
    }

    /// Which crop of that year.
    pub const fn term(self) -> Term {
        self.term
    }
}

impl fmt::Display for Season {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{:04}-{}", self.year, self.term.as_str()))
    }
}

impl TryFrom<String> for Season {
    type Error = NotASeason;
    fn try_from(code: String) -> Result<Season, NotASeason> {
        Season::parse(&code).ok_or(NotASeason)
    }
}

impl From<Season> for String {
    fn from(season: Season) -> String {
        season.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_season_is_a_year_and_a_crop_of_it() {
        for code in ["2025-E", "2025-L", "2099-A"] {
            let season = Season::parse(code).unwrap();
            assert_eq!(season.to_string(), code);
            let json = serde_json::to_string(&season).unwrap();
            assert_eq!(serde_json::from_str::<Season>(&json).unwrap(), season);
        }
        for wrong in [
            "", "2025", "2025-", "2025-S", "2025-e", "25-E", "+025-E", "1999-E", "2100-A",
            "2025-EE",
        ] {
            assert_eq!(Season::parse(wrong), None, "{wrong}");
        }
        assert!(serde_json::from_str::<Season>("\"2025-X\"").is_err());
    }
}
