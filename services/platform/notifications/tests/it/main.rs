//! The sender on a real Postgres, with a gateway for text messages that answers as it is told.
#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

mod figures;
mod world;
