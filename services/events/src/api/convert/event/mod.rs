//! What happened, as others hear it: one event per step, published with the row that the step changed.
pub mod award_round;
pub mod matching;
pub mod negotiation;
pub mod nomination;
pub mod of_event;
pub mod project;
pub mod project_call;
pub mod registration;
pub mod submission;
