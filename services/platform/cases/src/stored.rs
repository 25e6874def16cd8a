//! What stands beside the body of an aggregate's row, the same for all of them.
use chrono::{DateTime, SubsecRound, Utc};
use kezhuan_database::{AuditEntry, Write};
use kezhuan_rpc::Problem;
use serde::de::DeserializeOwned;
use sqlx::postgres::{PgQueryResult, PgRow};
use sqlx::types::Json;
use sqlx::{FromRow, Row};
use uuid::Uuid;

/// An aggregate as it was stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored<T> {
    pub body: T,
    /// The authority whose case it is.
    pub tenant: String,
    /// How many events were published of it.
    pub event_sequence: i64,
    pub create_time: DateTime<Utc>,
    pub update_time: DateTime<Utc>,
}

/// Where a page that shows the newest first starts: after this one.
pub type Place = (DateTime<Utc>, Uuid);

impl<'r, T: DeserializeOwned + 'static> FromRow<'r, PgRow> for Stored<T> {
    fn from_row(row: &'r PgRow) -> Result<Stored<T>, sqlx::Error> {
        let Json(body) = row.try_get::<Json<T>, _>("body")?;
        Ok(Stored {
            body,
            tenant: row.try_get("tenant")?,
            event_sequence: row.try_get("event_sequence")?,
            create_time: row.try_get("create_time")?,
            update_time: row.try_get("update_time")?,
        })
    }
}

impl<T> Stored<T> {
    /// An aggregate that is new, whose first events are published with it.
    pub fn new(body: T, tenant: &str, events: i64) -> Stored<T> {
        let now = now();
        Stored {
            body,
            tenant: tenant.to_owned(),
            event_sequence: events,
            create_time: now,
            update_time: now,
        }
    }

    /// The aggregate as a step leaves it now, whose one event is published.
    pub fn moved_to(&self, body: T) -> Stored<T> {
        Stored {
            body,
            tenant: self.tenant.clone(),
            event_sequence: self.event_sequence + 1,
            create_time: self.create_time,
            update_time: now(),
        }
    }
}

/// As exact as Postgres keeps it.
fn now() -> DateTime<Utc> {
    Utc::now().trunc_subsecs(6)
}

/// One step of an aggregate, for the record.
pub struct Step {
    pub action: &'static str,
    pub aggregate: &'static str,
    pub id: Uuid,
    pub version: i64,
    /// The event as it is published.
    pub event: &'static str,
    pub from: &'static str,
    pub to: &'static str,
}

/// Records a step beside the row it changed.
pub fn record(write: &mut Write, step: Step) {
    write.audit(AuditEntry {
        action: step.action,
        aggregate: step.aggregate,
        aggregate_id: step.id,
        version: step.version,
        detail: serde_json::json!({ "event": step.event, "from": step.from, "to": step.to }),
    });
}

/// Nothing was written: the version is no longer the one that was read, or the caller may not write it.
pub fn written(done: &PgQueryResult) -> Result<(), Problem> {
    match done.rows_affected() {
        0 => Err(kezhuan_rpc::etag::stale()),
        _ => Ok(()),
    }
}
