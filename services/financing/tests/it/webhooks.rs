//! Banks are told of their cases at their own addresses, whatever those answer.
mod address;
mod answers;
mod delivery;
mod desk;
mod receiver;
mod secrets;
mod trouble;
