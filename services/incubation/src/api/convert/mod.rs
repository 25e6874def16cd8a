//! The only place that names proto and domain: one file per kind of thing.
pub mod carrier;
pub mod carrier_profile;
pub mod chain;
pub mod counts;
pub mod event;
pub mod figure;
pub mod lease;
pub mod notice;
pub mod panel;
pub mod registration;
pub mod support;
pub mod tax_benefit;
pub mod tenancy;
pub mod torch_return;

pub use kezhuan_cases::convert::{code, day, instant, objection, rule_pin};
