//! What this service hears from others, one file per source.
pub mod contract;
pub mod tenancy;
pub mod webhooks;

use kezhuan_bus::{ConsumerConfig, Failure};

use crate::error::Error;

/// Whose contracts are facts about enterprises.
pub const CONTRACTS_SERVICE: &str = "contracts";
/// Whose tenancies are facts about enterprises.
pub const INCUBATION_SERVICE: &str = "incubation";
/// Names the consumer of rule changes, on the server and in the inbox.
pub const RULEBOOK: &str = "financing-rulebook";
/// Names the consumer of contracts, on the server, in the inbox and in the dead letters.
pub const CONTRACTS: &str = "financing-contracts";
/// Names the consumer of tenancies, on the server, in the inbox and in the dead letters.
pub const TENANCIES: &str = "financing-tenancies";
/// Names the consumer that tells this service's own events by webhook.
pub const WEBHOOKS: &str = "financing-webhooks";

/// Every event of a contract, in order.
pub fn contracts() -> ConsumerConfig {
    ConsumerConfig::new(CONTRACTS_SERVICE, "contract", CONTRACTS)
}

/// Every event of a tenancy, in order.
pub fn tenancies() -> ConsumerConfig {
    ConsumerConfig::new(INCUBATION_SERVICE, "tenancy", TENANCIES)
}

/// While Postgres or another service is away, the event waits: it would apply as it is.
fn failure(error: Error) -> Failure {
    match error.is_passing() {
        true => Failure::Away(error.into()),
        false => Failure::Other(error.into()),
    }
}
