//! Events on their way: from a service's outbox to JetStream, and from there to the consumers of
//! other services. Postgres is the truth, NATS the transport. Knows no aggregate.
mod beside;
mod config;
mod connection;
pub mod consume;
pub mod dead_letter;
mod delivery;
mod envelope;
mod failure;
mod heads;
pub mod inbox;
mod metrics;
pub mod relay;
mod resend;
pub mod restored;
mod trace;

pub use beside::beside_the_database;
pub use config::BusConfig;
pub use connection::{Bus, ConnectError};
pub use consume::{ConsumerConfig, consume};
pub use delivery::Delivery;
pub use failure::Failure;
pub use heads::keep_heads;
pub use inbox::{Gap, Sight};
pub use relay::relay;
