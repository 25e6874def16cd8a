//! What this service hears from others, one file per source.
pub mod contract;
pub mod notices;

use kezhuan_bus::ConsumerConfig;

/// Whose contracts are outcomes of events.
pub const CONTRACTS_SERVICE: &str = "contracts";
/// Names the consumer of contracts, on the server, in the inbox and in the dead letters.
pub const CONTRACTS: &str = "events-contracts";

/// Names the consumer that tells people of this service's own events.
pub const NOTICES: &str = "events-notices";

/// Every event of this service, in the order of each case.
pub fn notices() -> ConsumerConfig {
    ConsumerConfig::new(crate::NAME, "*", NOTICES)
}

/// Every event of a contract, in order.
pub fn contracts() -> ConsumerConfig {
    ConsumerConfig::new(CONTRACTS_SERVICE, "contract", CONTRACTS)
}
