//! What the law and the city say about technology contracts. Pure: no I/O, no clock, no randomness.
pub mod actor;
pub mod amount;
pub mod appeal;
pub mod budget;
pub mod certificate;
pub mod claim;
pub mod code_list;
pub mod contract;
pub mod correction;
pub mod entered;
pub mod form;
pub mod form_codes;
pub mod income_verification;
pub mod kind;
pub mod materials;
pub mod model_text;
pub mod numbers;
pub mod parameters;
pub mod recognition;
pub mod regime;
pub mod rule_trouble;
pub mod statistics;
pub mod tax;
pub mod time_limit;

pub use kezhuan_law::{duty, notice, refused};
