//! The whole contracts service against real Postgres and NATS, with real rule packages.
// A test may tell its story in one go; clippy knows #[test] functions as tests, not their helpers;
// `step!` leaves out what a request does not have.
#![allow(
    clippy::large_futures,
    clippy::needless_update,
    clippy::too_many_lines,
    clippy::unwrap_used
)]
mod access;
mod adoption;
mod amendment;
mod appeals;
mod attachments;
mod cards;
mod claims;
mod corrections;
mod fact_desk;
mod hostile;
mod incomes;
mod last_good;
mod lifecycle;
mod lists;
mod manual;
mod papers;
mod permissions;
mod proofs;
mod register;
mod replay;
mod restored;
mod review;
mod rules;
mod shadow;
mod shelf;
mod states;
mod statistics;
mod stops;
mod taxes;
mod troubles;
mod walls;
mod world;
