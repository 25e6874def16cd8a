//! The only place that names proto and domain: one file per kind of thing.
pub mod achievement;
pub mod assessment;
pub mod audit_entry;
pub mod call;
pub mod code;
pub mod day;
pub mod decision;
pub mod demonstration;
pub mod event;
pub mod extension;
pub mod figure;
pub mod notice;
pub mod outcome;
pub mod panel;
pub mod plot;
pub mod reader;
pub mod rule_pin;
pub mod season;
pub mod transformation_base;
pub mod trial;
pub mod variety;

use chrono::{DateTime, Utc};
use prost_types::Timestamp;

/// An instant on the wire.
pub fn instant(at: DateTime<Utc>) -> Timestamp {
    Timestamp {
        seconds: at.timestamp(),
        nanos: i32::try_from(at.timestamp_subsec_nanos()).unwrap_or_default(),
    }
}
