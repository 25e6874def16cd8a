//! Stored decisions asked again of a rule package that is not in force: who would have been decided
//! otherwise, why, and what it would have cost. One mechanism for a service, the toolbox and the bench: the
//! rule host asks, this counts. A replay asks what was decided before and writes nothing; a shadow is asked what is
//! decided from now on, and its ledger is kept. Knows no aggregate.
mod config;
mod message;
mod places;
mod run;
mod selection;
mod service;
mod shadow;
mod standing;
mod tally;

pub use config::ReplayConfig;
pub use message::{past_decision, report};
pub use run::{Interrupted, Part, replay};
pub use service::{CandidateSource, PERMISSIONS, Replays, SERVICE, service};
pub use shadow::{ShadowPackages, follow_shadows};
pub use standing::{Change, Standing};
pub use tally::{FLIPS_MAX, LARGEST_MAX, MoneyShift, Quarter, REASONS_MAX, ReasonShift, Tally};
