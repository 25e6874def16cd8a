//! What falls due because days pass: a service names its timers, this takes what is due, in the order of the days on which it
//! fell due, on the legal clock, in every replica at once. Knows no case; a step is decided by the service, in its own write.
mod due;
mod firing;
mod kept;
mod look;
mod metrics;
mod scheduler;
mod timer;

pub use due::{Due, Page, Taken, Untaken, Why};
pub use firing::fire_once;
pub use scheduler::Scheduler;
