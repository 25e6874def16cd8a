//! The database crate against a real Postgres.
mod cancel;
mod door;
mod grouped;
mod log;
mod neighbour;
mod once;
mod outbox;
mod security;
mod statements;
mod storm;
mod world;
