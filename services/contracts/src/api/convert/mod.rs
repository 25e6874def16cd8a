//! Messages to domain values and back. No decision is made here.
pub mod audit_entry;
pub mod certificate;
pub mod contract;
pub mod decision;
pub mod event;
pub mod form;

use chrono::NaiveDate;
pub use kezhuan_cases::convert::instant;

/// A legal date as messages write it; empty when absent.
pub fn date(date: Option<NaiveDate>) -> String {
    date.map(|date| date.to_string()).unwrap_or_default()
}
