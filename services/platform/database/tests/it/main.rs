//! The database crate against a real Postgres.
#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

mod cancel;
mod door;
mod grouped;
mod log;
mod lookup;
mod named;
mod neighbour;
mod notices;
mod numbered;
mod once;
mod outbox;
mod presence;
mod rotated;
mod security;
mod shadows;
mod storm;
mod world;
