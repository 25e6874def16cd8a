//! Real packages and hostile ones in the real engine.

// Helpers of tests are tests, too; clippy sees only the functions marked so.
#![allow(clippy::unwrap_used)]

mod canonical;
mod hostile;
mod live;
mod paths;
mod refused;
mod replay;
mod support;
