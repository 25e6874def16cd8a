//! How a service that asks rules takes over a change of the rulebook, a stop, the revocation of a key or a shadow: one way,
//! whether it came as a call or as an event, into the rulebook's tables, which the service's own database has.
mod adoption;
mod candidate;
mod catch_up;
mod entry;
mod event;
mod follow;
mod keeping;
mod kept;
mod restraint;
mod service;
mod shadow;
pub mod store;
pub mod tables;
mod troubles;

pub use adoption::{Adoption, RulesServiceConfig};
pub use candidate::Candidates;
pub use entry::Entry;
pub use event::{consumer, handle};
pub use keeping::{Keeping, ServiceError};
pub use kept::KeptRules;
pub use service::{PERMISSIONS, SERVICE, service};
pub use troubles::{Troubled, TroublesConfig};

use kezhuan_database::restored::Guarded;

/// Who changes the rulebook.
pub const RULES_SERVICE: &str = "rules";
/// What stands under its numbers. After every start it tells whatever is stopped, resumed or asked beside.
pub const GUARDED: &[Guarded] = &[
    Guarded::Compared {
        source: RULES_SERVICE,
        open: "UPDATE rule_stop SET version = 0",
    },
    Guarded::Compared {
        source: RULES_SERVICE,
        open: "UPDATE adopted_shadow SET version = 0",
    },
];
