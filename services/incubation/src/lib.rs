//! Carriers: incubators, accelerators, maker spaces and university parks from the application to the yearly assessment, their
//! tenants, and what both are returned for and granted.
mod adoption;
mod api;
mod asking_again;
mod benefits;
pub mod cards;
mod config;
mod consumers;
pub mod domain;
mod error;
mod rules;
mod serve;
pub mod store;
mod timers;

pub use config::Config;
pub use error::Error;
pub use kezhuan_adoption::KeptRules;
pub use serve::run;

use kezhuan_database::restored::Guarded;

/// Names the service in subjects, databases and settings.
pub const NAME: &str = "incubation";
/// The tables of this service.
pub static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!();
/// What is kept of others under their numbers.
pub const GUARDED: &[&[Guarded]] = &[kezhuan_adoption::GUARDED, kezhuan_grants::GUARDED];
