//! The rules this service asks: its live rulebook, and one file per hook.
pub mod bindings;
pub mod ip_claim_check;
pub mod ip_eligibility;
pub mod ip_ltv;
pub mod ip_risk_share;
pub mod ip_stage;
pub mod ip_subsidy;
mod rulebook;

pub use kezhuan_rulebook::{Asked, Asking, Verdict};
pub use rulebook::Rules;

use crate::adoption::Financing;

/// The rulebook as this service's own tables hold it.
pub type Tables = kezhuan_service::Tables<Financing>;

/// The hooks this service asks.
pub const HOOKS: [&str; 6] = [
    "ip.eligibility@1",
    "ip.ltv@1",
    "ip.stage@1",
    "ip.subsidy@1",
    "ip.risk_share@1",
    "ip.claim.check@1",
];

/// A count as a hook takes it; one that is too large for it is no question, and goes to a person.
fn count(whole: i64) -> u32 {
    u32::try_from(whole.max(0)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
