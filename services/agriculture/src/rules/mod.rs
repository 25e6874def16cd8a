//! The rules this service asks: its live rulebook, and one file per hook.
pub mod agr_accredit;
pub mod agr_assess;
pub mod agr_subsidy;
pub mod agr_trial_accept;
pub mod bindings;
mod rulebook;

pub use kezhuan_rulebook::{Asked, Asking, Verdict};
pub use rulebook::Rules;

use crate::adoption::Agriculture;

/// The rulebook as this service's own tables hold it.
pub type Tables = kezhuan_service::Tables<Agriculture>;

/// The hooks this service asks.
pub const HOOKS: [&str; 4] = [
    "agr.accredit@1",
    "agr.assess@1",
    "agr.trial.accept@1",
    "agr.subsidy@1",
];

/// A count as a hook takes it; one that is too large for it is no question, and goes to a person.
fn count(whole: i64) -> u32 {
    u32::try_from(whole.max(0)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
