//! Agricultural transformation bases: their accreditation and yearly assessment, varieties and their gates, trials,
//! demonstrations, extension to farmers, and the subsidies that follow.
mod adoption;
mod api;
mod asking_again;
mod benefits;
pub mod cards;
mod config;
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
pub const NAME: &str = "agriculture";
/// The tables of this service.
pub static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!();
/// What is kept of others under their numbers.
pub const GUARDED: &[&[Guarded]] = &[kezhuan_adoption::GUARDED, kezhuan_grants::GUARDED];
