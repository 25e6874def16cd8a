//! Rows of grants in the service's database. Every function gets its connection from a door of `kezhuan_database`.
pub mod claims;
pub mod notices;
pub mod programmes;
