//! The rules this service asks: its live rulebook, and one file per hook.
pub mod bindings;
pub mod evt_award_score;
pub mod evt_coi;
pub mod evt_match;
pub mod evt_prize;
pub mod evt_registration;
mod rulebook;

pub use kezhuan_rulebook::{Asked, Asking, Verdict};
pub use rulebook::Rules;

use crate::adoption::Events;

/// The rulebook as this service's own tables hold it.
pub type Tables = kezhuan_service::Tables<Events>;

/// The hooks this service asks.
pub const HOOKS: [&str; 5] = [
    "evt.registration@1",
    "evt.match@1",
    "evt.award.score@1",
    "evt.coi@1",
    "evt.prize@1",
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
