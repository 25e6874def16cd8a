//! The only place that names proto and domain: one file per kind of thing.
pub mod alert;
pub mod application;
pub mod asset;
pub mod audit_entry;
pub mod code;
pub mod compensation;
pub mod confirmation;
pub mod consent;
pub mod day;
pub mod decision;
pub mod event;
pub mod figure;
pub mod instruction;
pub mod loan;
pub mod notice;
pub mod pledge;
pub mod pool;
pub mod product;
pub mod reader;
pub mod recon;
pub mod rule_pin;
pub mod subsidy;

use chrono::{DateTime, Utc};
use prost_types::Timestamp;

/// An instant on the wire.
pub fn instant(at: DateTime<Utc>) -> Timestamp {
    Timestamp {
        seconds: at.timestamp(),
        nanos: i32::try_from(at.timestamp_subsec_nanos()).unwrap_or_default(),
    }
}
