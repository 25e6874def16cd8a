//! The only place that names proto and domain: one file per kind of thing.
pub mod claim;
pub mod day;
pub mod event;
pub mod notice;
pub mod programme;

use chrono::{DateTime, Utc};
use prost_types::Timestamp;

/// An instant on the wire.
pub fn instant(at: DateTime<Utc>) -> Timestamp {
    Timestamp {
        seconds: at.timestamp(),
        nanos: i32::try_from(at.timestamp_subsec_nanos()).unwrap_or_default(),
    }
}
