//! The plan's figures, derived from events of other services only.
pub mod cards;
pub mod domain;
