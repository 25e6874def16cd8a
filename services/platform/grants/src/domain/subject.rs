//! What a benefit is paid by and for.
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// One programme of a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Programme {
    /// The hook without its major, such as `inc.rent`: budgets are announced by it.
    pub family: &'static str,
    /// The hook that computes, such as `inc.rent@1`.
    pub hook: &'static str,
    /// How the human numbers of its claims begin.
    pub number: &'static str,
    pub zh: &'static str,
    pub en: &'static str,
}

/// Days that are claimed, both counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    pub first_day: NaiveDate,
    pub last_day: NaiveDate,
}

/// An organisation with a part in a claim beside the claimant: it reads, and decides nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    pub organisation: String,
    /// As what, such as `CARRIER`.
    pub capacity: String,
}

/// What a new claim is about, as the service found it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// The authority that pays and decides.
    pub tenant: String,
    /// Where the case belongs.
    pub division: String,
    /// The organisation that claims.
    pub claimant: String,
    pub others: Vec<Party>,
    /// Each is granted once per programme family and authority.
    pub facts: Vec<String>,
    /// Picks the rule.
    pub legal_date: NaiveDate,
    /// Whose budget pays, and which yearly caps count.
    pub year: i32,
    /// Material codes.
    pub required_materials: Vec<String>,
}
