//! The real programs, started, stopped, killed and found again.

mod asking;
mod leftovers;
mod nats;
mod postgres;
mod together;
