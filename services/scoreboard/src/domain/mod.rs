//! The plan's figures as pure arithmetic over contracts, tenancies and bases: no I/O, no clock.
pub mod bases;
pub mod count;
pub mod counted;
pub mod cut_off;
pub mod figure;
pub mod history;
pub mod standing;
pub mod target;
pub mod tenants;
pub mod turnover;
