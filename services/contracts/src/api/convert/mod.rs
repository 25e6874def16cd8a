//! Messages to domain values and back. No decision is made here.
pub mod audit_entry;
pub mod certificate;
pub mod contract;
pub mod decision;
pub mod event;
pub mod form;

use chrono::{DateTime, NaiveDate, Utc};
use prost_types::Timestamp;

/// A legal date as messages write it; empty when absent.
pub fn date(date: Option<NaiveDate>) -> String {
    date.map(|date| date.to_string()).unwrap_or_default()
}

/// An instant as messages write it.
pub fn instant(at: DateTime<Utc>) -> Timestamp {
    Timestamp {
        seconds: at.timestamp(),
        nanos: i32::try_from(at.timestamp_subsec_nanos()).unwrap_or_default(),
    }
}
