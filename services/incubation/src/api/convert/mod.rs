//! The only place that names proto and domain: one file per kind of thing.
pub mod audit_entry;
pub mod carrier;
pub mod carrier_profile;
pub mod chain;
pub mod code;
pub mod counts;
pub mod day;
pub mod decision;
pub mod event;
pub mod figure;
pub mod lease;
pub mod notice;
pub mod panel;
pub mod registration;
pub mod rule_pin;
pub mod support;
pub mod tax_benefit;
pub mod tenancy;
pub mod torch_return;

use chrono::{DateTime, Utc};
use prost_types::Timestamp;

/// An instant on the wire.
pub fn instant(at: DateTime<Utc>) -> Timestamp {
    Timestamp {
        seconds: at.timestamp(),
        nanos: i32::try_from(at.timestamp_subsec_nanos()).unwrap_or_default(),
    }
}
