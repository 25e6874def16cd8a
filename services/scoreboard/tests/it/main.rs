//! The scoreboard as it runs: events of its sources come over a real bus, figures are asked over gRPC.
// A test may tell its story in one go; clippy knows #[test] functions as tests, not their helpers.
#![allow(clippy::large_futures, clippy::too_many_lines, clippy::unwrap_used)]
mod bases;
mod counting;
mod event;
mod late_news;
mod negotiated;
mod outcomes;
mod permissions;
mod rebuild;
mod refusals;
mod tenants;
mod walls;
mod world;
