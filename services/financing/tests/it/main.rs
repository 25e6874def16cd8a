//! The whole financing service against real Postgres and NATS, with real rule packages.
// A test may tell its story in one go; clippy knows #[test] functions as tests, not their helpers;
// `step!` leaves out what a request does not have.
#![allow(
    clippy::large_futures,
    clippy::needless_update,
    clippy::too_many_lines,
    clippy::unwrap_used
)]
mod applications;
mod assets;
mod bad_input;
mod bank_certificates;
mod bank_instructions;
mod bank_killed;
mod bank_line;
mod claim_cast;
mod collateral;
mod compensation;
mod data_card;
mod facts;
mod lending;
mod lifecycle;
mod loans;
mod permissions;
mod pledges;
mod pool;
mod reconciliation;
mod records;
mod rule_answers;
mod secured;
mod store;
mod subsidy;
mod timers;
mod troubles;
mod walls;
mod webhooks;
mod world;
mod writing;
