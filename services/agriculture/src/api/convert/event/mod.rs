//! What happened, as others hear it: one event per step, published with the row that the step changed.
pub mod achievement;
pub mod call;
pub mod demonstration;
pub mod extension;
pub mod transformation_base;
pub mod trial;
pub mod variety;
