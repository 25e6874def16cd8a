//! SQL, one file per table.
pub mod packages;
pub mod timeline;
