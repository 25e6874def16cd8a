//! Loans on intellectual property: rights, applications, pledges, loans, the city's risk pool, interest subsidy, and the
//! banks that lend.
mod adoption;
mod api;
mod asking_again;
pub mod cards;
mod config;
mod consumers;
pub mod domain;
mod error;
mod rules;
mod security;
mod serve;
pub mod store;
mod timers;
mod webhooks;

pub use config::Config;
pub use error::Error;
pub use kezhuan_adoption::KeptRules;
pub use serve::run;
pub use store::guarded::GUARDED;
pub use webhooks::WebhooksConfig;

/// Names the service in subjects, databases and settings.
pub const NAME: &str = "financing";
/// The tables of this service.
pub static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!();
