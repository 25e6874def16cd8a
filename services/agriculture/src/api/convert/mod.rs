//! The only place that names proto and domain: one file per kind of thing.
pub mod achievement;
pub mod assessment;
pub mod call;
pub mod demonstration;
pub mod event;
pub mod extension;
pub mod figure;
pub mod notice;
pub mod outcome;
pub mod panel;
pub mod plot;
pub mod season;
pub mod transformation_base;
pub mod trial;
pub mod variety;

pub use kezhuan_cases::convert::{code, day, instant, objection, public_notice, rule_pin};
