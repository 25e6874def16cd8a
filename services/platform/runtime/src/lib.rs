//! How a process of the suite runs: settings, secrets it makes, legal clock, tasks, shutdown, telemetry.
//! Knows no service, no database, no transport.
pub mod clock;
pub mod config;
pub mod secret_file;
pub mod shutdown;
pub mod tasks;
pub mod telemetry;

pub use clock::{ClockError, LegalClock};
pub use config::{ConfigError, load_config};
pub use shutdown::Shutdown;
pub use tasks::{Tasks, spawn};
