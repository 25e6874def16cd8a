//! The rulebook's tables, as the migrations of a service that asks rules make them: one file per table. Every function gets its
//! connection from a door of `kezhuan_database`.
pub mod rule_entries;
pub mod rule_packages;
pub(crate) mod rule_revoked_keys;
pub(crate) mod rule_stops;
pub(crate) mod rule_troubles;
