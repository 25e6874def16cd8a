//! The plan's figures as pure arithmetic over registered contracts: no I/O, no clock.
pub mod count;
pub mod figure;
pub mod standing;
pub mod target;
pub mod turnover;
