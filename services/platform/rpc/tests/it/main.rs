//! A real server on loopback, asked by real clients: what it refuses, and how it says so.
#![allow(clippy::unwrap_used)] // clippy knows #[test] functions as tests, not their helpers
mod drain;
mod errors;
mod house;
mod limits;
mod operation;
mod probes;
