//! A private Postgres and a private nats-server as child processes, on loopback, with their data in
//! one folder. Knows how to start, prove, stop and kill them; knows nothing of what they hold.

mod account;
mod child;
mod ephemeral;
mod error;
mod folder;
mod nats;
mod nursery;
mod oci_registry;
mod pair;
mod port;
mod postgres;
mod process;
mod tools;

pub use child::end_child;
pub use ephemeral::Ephemeral;
pub use error::Error;
pub use folder::Record;
pub use nats::{Nats, NatsOptions};
pub use oci_registry::OciRegistry;
pub use pair::Servers;
pub use postgres::{Postgres, PostgresOptions};
pub use tools::Tools;

/// What a server promises about a power failure, and so how fast it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Durability {
    /// Every commit reaches the disk: for data that matters, crash tests and benchmarks.
    #[default]
    Durable,
    /// Nothing waits for the disk: for tests that throw their data away.
    Fast,
}
