//! The only place that names proto and domain: one file per kind of thing.
pub mod alert;
pub mod asset;
pub mod collateral;
pub mod event;
pub mod instruction;
pub mod pledge;
pub mod reading;

use chrono::{DateTime, NaiveDate, Utc};
use prost_types::Timestamp;

/// A legal date as messages write it; empty when absent.
pub fn date(date: Option<NaiveDate>) -> String {
    date.map(|date| date.to_string()).unwrap_or_default()
}

/// An instant on the wire.
pub fn instant(at: DateTime<Utc>) -> Timestamp {
    Timestamp {
        seconds: at.timestamp(),
        nanos: i32::try_from(at.timestamp_subsec_nanos()).unwrap_or_default(),
    }
}
