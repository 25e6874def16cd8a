//! What this service listens to, one file per aggregate.
mod contract;
mod dates;
mod held;
mod negotiation;
mod news;
mod project;
mod tenancy;
mod transformation_base;

use std::sync::Arc;

use kezhuan_bus::{ConsumerConfig, Delivery, Failure};
use kezhuan_database::Database;

/// Names the consumer of contracts on the server, in the inbox and in the dead letters.
pub const TURNOVER: &str = "scoreboard-turnover";
/// The same of tenancies.
pub const TENANTS: &str = "scoreboard-tenants";
/// The same of agricultural bases.
pub const BASES: &str = "scoreboard-bases";
/// The same of negotiations at events.
pub const OUTCOMES: &str = "scoreboard-outcomes";
/// The same of events that were held.
pub const HELD: &str = "scoreboard-held";
/// The same of projects submitted to events.
pub const PROJECTS: &str = "scoreboard-projects";

/// Every consumer of this service.
pub const DURABLES: [&str; 6] = [TURNOVER, TENANTS, BASES, OUTCOMES, HELD, PROJECTS];

/// What each of them listens to: every event of its aggregate, in order.
pub fn all() -> [ConsumerConfig; 6] {
    [
        ConsumerConfig::new("contracts", aggregate(TURNOVER), TURNOVER),
        ConsumerConfig::new("incubation", aggregate(TENANTS), TENANTS),
        ConsumerConfig::new("agriculture", aggregate(BASES), BASES),
        ConsumerConfig::new("events", aggregate(OUTCOMES), OUTCOMES),
        ConsumerConfig::new("events", aggregate(HELD), HELD),
        ConsumerConfig::new("events", aggregate(PROJECTS), PROJECTS),
    ]
}

/// Whose events a consumer takes.
pub fn aggregate(durable: &str) -> &'static str {
    match durable {
        TENANTS => "tenancy",
        BASES => "base",
        OUTCOMES => "negotiation",
        HELD => "event",
        PROJECTS => "project",
        _ => "contract",
    }
}

/// Processes an event for the consumer that it was delivered to.
pub async fn handle(database: Database, delivery: Arc<Delivery>) -> Result<(), Failure> {
    match &*delivery.consumer {
        TENANTS => tenancy::handle(database, delivery).await,
        BASES => transformation_base::handle(database, delivery).await,
        OUTCOMES => negotiation::handle(database, delivery).await,
        HELD => held::handle(database, delivery).await,
        PROJECTS => project::handle(database, delivery).await,
        _ => contract::handle(database, delivery).await,
    }
}
