//! Schedulers on a real Postgres: several at once, killed, broken, and after a long absence.
#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

mod absence;
mod once;
mod trouble;
mod world;
