//! The only place that names proto and domain: one file per kind of thing.
pub mod award_round;
pub mod event;
pub mod event_message;
pub mod matching;
pub mod negotiating;
pub mod negotiation;
pub mod nomination;
pub mod nomination_part;
pub mod notice;
pub mod project;
pub mod project_call;
pub mod registration;
pub mod submission;

pub use kezhuan_cases::convert::{code, day, instant, objection, public_notice, rule_pin};
