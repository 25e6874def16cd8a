//! The only place that names proto and domain: one file per kind of thing.
pub mod alert;
pub mod application;
pub mod asset;
pub mod compensation;
pub mod confirmation;
pub mod consent;
pub mod event;
pub mod figure;
pub mod instruction;
pub mod loan;
pub mod notice;
pub mod pledge;
pub mod pool;
pub mod product;
pub mod reader;
pub mod recon;
pub mod subsidy;

pub use kezhuan_cases::convert::{code, day, instant, objection, public_notice, rule_pin};
