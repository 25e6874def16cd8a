//! The only way to a service's Postgres: a reading door, a writing door, and what stands behind
//! them (request ids, audit, decisions, outbox, the sealed log, shadows). Knows no aggregate.

mod alone;
mod audit;
mod config;
mod constraint;
mod database;
mod decision;
mod door;
mod error;
mod figures;
mod lookup;
mod neighbour;
mod once;
pub mod outbox;
mod past;
pub mod prepare;
mod presence;
mod reading;
pub mod request;
pub mod restored;
mod scope;
pub mod seal;
pub mod shadow;
mod versions;
mod write;

pub use alone::Alone;
pub use audit::{AuditEntry, AuditRow};
pub use config::DatabaseConfig;
pub use constraint::OnConstraint;
pub use database::Database;
pub use decision::{DecisionRow, StoredDecision};
pub use error::Error;
pub use lookup::Lookup;
pub use neighbour::{Unsafe, check_neighbour, refuse_unsafe};
pub use once::{answered_before, once, once_for};
pub use past::{PastDecision, PastDecisions, Selection};
pub use prepare::{Prepared, prepare};
pub use presence::watch_presence;
pub use request::RequestKey;
pub use write::{Batch, Write};
