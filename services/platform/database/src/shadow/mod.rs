//! Shadows: candidates that are asked, after the fact, what the rules in force were asked, and the ledger of what they would
//! have answered. Which decision was looked at is said by its place in the sealed log, which has no gaps and is the same
//! for every process.
mod adopted;
mod asked;
mod ledger;

pub use adopted::{Adopted, ShadowRow, adopt, find, has_problem, running};
pub use asked::{Asked, asked, log_size, to_come};
pub use ledger::{LedgerRow, entries, record};
