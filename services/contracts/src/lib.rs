//! Technology contracts: recognition, registration, technical income, tax results and incentive claims.
mod adoption;
mod api;
mod asking_again;
pub mod cards;
mod config;
mod consumers;
mod corrections;
pub mod domain;
mod error;
mod facts;
mod going_on;
mod precheck;
mod rules;
mod sealed_lines;
mod serve;
mod store;
mod timers;
mod troubles;

pub use api::form_as_kept;
pub use config::Config;
pub use kezhuan_adoption::KeptRules;
pub use precheck::precheck;
pub use sealed_lines::{AlteredLine, audit as audit_lines};
pub use serve::run;
pub use store::guarded::GUARDED;

/// Names the service in subjects, databases and settings.
pub const NAME: &str = "contracts";
/// The tables of this service.
pub static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!();
