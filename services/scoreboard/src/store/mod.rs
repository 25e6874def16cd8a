//! SQL, one file per table.
pub mod standings;
