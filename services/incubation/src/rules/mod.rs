//! The rules this service asks: its live rulebook, and one file per hook.
pub mod bindings;
pub mod inc_accredit;
pub mod inc_admission;
pub mod inc_assess;
pub mod inc_rent;
pub mod inc_reward;
mod rulebook;
mod words;

pub use kezhuan_rulebook::{Asked, Asking, Verdict};
pub use rulebook::Rules;

use crate::adoption::Incubation;

/// The rulebook as this service's own tables hold it.
pub type Tables = kezhuan_service::Tables<Incubation>;

/// The hooks this service asks.
pub const HOOKS: [&str; 5] = [
    "inc.admission@1",
    "inc.accredit@1",
    "inc.rent@1",
    "inc.assess@1",
    "inc.reward@1",
];

/// A count as a hook takes it; one that is too large for it is no question, and goes to a person.
fn count(whole: i64) -> u32 {
    u32::try_from(whole.max(0)).unwrap_or(u32::MAX)
}

/// The same of a small count.
fn small_count(whole: i64) -> u16 {
    u16::try_from(whole.max(0)).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests;
