//! Grants on a real Postgres, served behind the permission check, for a service that the tests make up.
#![allow(
    clippy::large_futures,
    clippy::too_many_lines,
    clippy::unwrap_used,
    reason = "a failed step fails the test, and a test may tell its story in one go"
)]

mod budget;
mod lifecycle;
mod rules;
mod shelter;
mod walls;
mod world;
