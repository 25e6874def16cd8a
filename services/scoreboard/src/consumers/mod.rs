//! What this service listens to, one file per aggregate.
pub mod contract;

use kezhuan_bus::ConsumerConfig;

/// Names the consumer of contracts on the server, in the inbox and in the dead letters.
pub const TURNOVER: &str = "scoreboard-turnover";

/// Every event of a contract, in order.
pub fn turnover() -> ConsumerConfig {
    ConsumerConfig::new("contracts", "contract", TURNOVER)
}
