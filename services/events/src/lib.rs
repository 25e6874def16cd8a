//! Events and the city's award: who may come, who came, what was shown and asked for, who talked with whom, and what came of it
//! in registered contracts; nominations, experts' scores and who is honoured.
mod adoption;
mod api;
mod asking_again;
pub mod cards;
mod config;
mod consumers;
pub mod domain;
mod error;
mod matching_runs;
mod notices;
mod outcomes;
mod rules;
mod serve;
pub mod store;
mod timers;

pub use config::Config;
pub use error::Error;
pub use kezhuan_adoption::KeptRules;
pub use serve::run;
pub use store::guarded::GUARDED;

/// Names the service in subjects, databases and settings.
pub const NAME: &str = "events";
/// The tables of this service.
pub static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!();
