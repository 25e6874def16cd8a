//! The level of the authority that pays a fact.
use serde::{Deserialize, Serialize};

use crate::regions;

/// Programmes of one level pay a fact once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Level {
    City,
    County,
    /// A college or institute that decides for itself.
    Institution,
}

impl Level {
    /// The level a tenant pays on.
    pub fn of(tenant: &str) -> Level {
        if tenant == regions::PREFECTURE {
            Level::City
        } else if regions::COUNTIES.contains(&tenant) {
            Level::County
        } else {
            Level::Institution
        }
    }

    /// The stable name stored and sent.
    pub const fn as_str(self) -> &'static str {
        match self {
            Level::City => "CITY",
            Level::County => "COUNTY",
            Level::Institution => "INSTITUTION",
        }
    }
}
