//! The whole events service against real Postgres and NATS, with real rule packages.
// A test may tell its story in one go; clippy knows #[test] functions as tests, not their helpers;
// `step!` leaves out what a request does not have.
#![allow(
    clippy::large_futures,
    clippy::needless_update,
    clippy::too_many_lines,
    clippy::unwrap_used
)]
mod award;
mod events;
mod matching;
mod negotiations;
mod notifications;
mod permissions;
mod projects;
mod registration;
mod store;
mod walls;
mod world;
