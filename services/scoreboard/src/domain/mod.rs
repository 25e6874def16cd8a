//! The plan's figures as pure arithmetic over contracts, tenancies, bases and what came of events: no I/O, no clock.
pub mod bases;
pub mod count;
pub mod counted;
pub mod cut_off;
pub mod figure;
pub mod held;
pub mod history;
pub mod outcomes;
pub mod standing;
pub mod target;
pub mod tenants;
pub mod turnover;
