//! SQL, one file per table.
pub mod counted;
pub mod guarded;
pub mod standings;
