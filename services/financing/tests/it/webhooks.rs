//! Banks are told of their cases at their own addresses, whatever those answer.
mod address;
mod answers;
mod delivery;
pub mod desk;
mod secrets;
mod trouble;
