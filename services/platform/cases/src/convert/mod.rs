//! What is stored of a case, as callers see it: the messages that all services with cases have in common.
pub mod audit_entry;
pub mod code;
pub mod code_list;
pub mod day;
pub mod dead_letter;
pub mod decision;
pub mod objection;
pub mod public_notice;
pub mod rule_pin;

use chrono::{DateTime, Utc};
use prost_types::Timestamp;

/// An instant on the wire.
pub fn instant(at: DateTime<Utc>) -> Timestamp {
    Timestamp {
        seconds: at.timestamp(),
        nanos: i32::try_from(at.timestamp_subsec_nanos()).unwrap_or_default(),
    }
}
