//! SQL, one file per table.
pub mod approvals;
pub mod packages;
pub mod previews;
pub mod signing_keys;
pub mod steps;
pub mod stops;
pub mod timeline;
