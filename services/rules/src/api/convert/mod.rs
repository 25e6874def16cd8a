//! The only place that names proto and rows.
mod alert;
mod appropriation;
mod entry;
mod fact;
mod package;
mod preview;
mod restraint;
mod shadow;

pub use alert::alert;
pub use appropriation::{appropriation, appropriation_id, when_exhausted};
pub use entry::{entry, entry_id};
pub use fact::{fact, fact_state, reservation, wanted_state};
pub use package::{digest, name, package, packages, papers, steps, sunset};
pub use preview::previewed;
pub use restraint::{Restrained, key, key_id, stop};
pub use shadow::{shadow, shadow_id, shadowed};

use prost_types::Timestamp;

fn timestamp(at: chrono::DateTime<chrono::Utc>) -> Timestamp {
    Timestamp {
        seconds: at.timestamp(),
        nanos: i32::try_from(at.timestamp_subsec_nanos()).unwrap_or(0),
    }
}
