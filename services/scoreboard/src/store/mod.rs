//! SQL, one file per table.
pub mod counted;
pub mod standings;
