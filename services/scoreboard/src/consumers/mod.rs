//! What this service listens to, one file per aggregate.
pub mod contract;

/// Names the consumer of contracts on the server, in the inbox and in the dead letters.
pub const TURNOVER: &str = "scoreboard-turnover";
