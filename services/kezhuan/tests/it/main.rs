//! The program as people run it: `up`, its end in every manner, and the commands that speak to it.
// A test may tell its story in one go; clippy knows #[test] functions as tests, not their helpers.
#![allow(clippy::large_futures, clippy::too_many_lines, clippy::unwrap_used)]
mod appropriations;
mod author;
mod bank_day;
mod building;
mod elsewhere;
mod examples;
mod import;
mod life;
mod machine;
mod program;
mod proof_archive;
mod proof_audit;
mod proof_ends;
mod proof_entries;
mod proof_files;
mod proofs;
mod registry;
mod sandbox;
mod sheets;
mod skipped;
mod stops;
mod tenancy_decisions;
