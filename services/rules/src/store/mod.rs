//! SQL, one file per table.
pub mod activation_shadows;
pub mod alerts;
pub mod appropriations;
pub mod approvals;
pub mod fact_reservations;
pub mod packages;
pub mod previews;
pub mod shadows;
pub mod signing_keys;
pub mod steps;
pub mod stops;
pub mod timeline;
