//! Real packages and hostile ones in the real engine.

// Helpers of tests are tests, too; clippy sees only the functions marked so.
#![allow(clippy::unwrap_used)]

mod bombs;
mod canonical;
mod explain;
mod hostile;
mod live;
mod mutants;
mod paths;
mod published;
mod refused;
mod replay;
mod specimens;
mod support;
mod weighing;
