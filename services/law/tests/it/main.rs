//! The crate from outside: worked cases, properties of shares and calendar, hard card inputs.
#![allow(clippy::unwrap_used)] // clippy knows #[test] functions as tests, not their helpers
mod calendar;
mod card_limits;
mod credit_codes;
mod shares;
mod worked_cases;
