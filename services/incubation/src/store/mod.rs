//! Rows of this service's database. Every function gets its connection from a door of `kezhuan_database`.
pub mod carrier_cards;
pub mod carrier_counts;
pub mod carrier_list;
pub mod carriers;
pub mod chains;
mod lease_list;
pub mod leases;
pub mod record_kinds;
pub mod records;
pub mod tenancies;
mod tenancy_list;
pub mod torch_return_days;
pub mod torch_return_list;
pub mod torch_returns;

pub use kezhuan_cases::{listing, notices, parties, stored};
