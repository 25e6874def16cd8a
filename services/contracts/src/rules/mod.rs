//! The rules this service asks: its live rulebook, and one file per hook.
mod asked;
pub mod parties;
mod rulebook;
pub mod tc_claim_materials;
pub mod tc_college_check;
pub mod tc_incentive;
pub mod tc_sla;
pub mod tc_split;

pub use asked::{Asked, Verdict};
pub use rulebook::{Rules, watch};

use chrono::NaiveDate;

/// Whose rule is asked, and for which days.
#[derive(Debug, Clone)]
pub struct Asking {
    pub tenant: String,
    /// Picks the rule.
    pub legal_date: NaiveDate,
    /// The day the question is asked.
    pub as_of: NaiveDate,
}
