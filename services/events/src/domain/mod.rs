//! What is the same for all events and for the award: states, places, who may do what, and what counts as an outcome. Pure: no
//! I/O, no clock, no randomness.
pub mod actor;
pub mod award_mean;
pub mod award_round;
pub mod capacity;
pub mod codes;
pub mod event;
pub mod experts;
pub mod match_score;
pub mod matching;
pub mod negotiation;
pub mod nomination;
pub mod nomination_check;
pub mod of_event;
pub mod outcome_count;
pub mod parameters;
pub mod project;
pub mod project_call;
pub mod registration;
pub mod submission;
pub mod words;

pub use kezhuan_law::{chart, code_list, duty, form, notice, panel, refused};
