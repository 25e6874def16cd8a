//! Table `rule_stop`.
use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

/// A hook that is stopped, or was once.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct StopRow {
    pub id: Uuid,
    pub tenant: String,
    pub hook: String,
    /// Missing once it is resumed.
    pub fallback: Option<String>,
    pub stopped_entry: Option<Uuid>,
    pub reason: String,
    pub changed_by: String,
    pub change_time: DateTime<Utc>,
    pub version: i64,
}

/// The stop of a tenant's hook, if it ever was stopped.
pub async fn of(
    connection: &mut PgConnection,
    tenant: &str,
    hook: &str,
) -> Result<Option<StopRow>, sqlx::Error> {
    sqlx::query_as("SELECT * FROM rule_stop WHERE tenant = $1 AND hook = $2")
        .bind(tenant)
        .bind(hook)
        .fetch_optional(connection)
        .await
}

/// Writes a change, unless another came in between.
pub async fn save(connection: &mut PgConnection, row: &StopRow) -> Result<bool, sqlx::Error> {
    let done = sqlx::query(
        "INSERT INTO rule_stop (id, tenant, hook, fallback, stopped_entry, reason, changed_by, change_time, version)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         ON CONFLICT (tenant, hook) DO UPDATE SET fallback = excluded.fallback,
            stopped_entry = excluded.stopped_entry, reason = excluded.reason, changed_by = excluded.changed_by,
            change_time = excluded.change_time, version = excluded.version
          WHERE rule_stop.version = excluded.version - 1",
    )
    .bind(row.id)
    .bind(&row.tenant)
    .bind(&row.hook)
    .bind(&row.fallback)
    .bind(row.stopped_entry)
    .bind(&row.reason)
    .bind(&row.changed_by)
    .bind(row.change_time)
    .bind(row.version)
    .execute(connection)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Every stop of a tenant, or with an empty tenant of all; resumed ones too.
pub async fn all(connection: &mut PgConnection, tenant: &str) -> Result<Vec<StopRow>, sqlx::Error> {
    sqlx::query_as("SELECT * FROM rule_stop WHERE ($1 = '' OR tenant = $1) ORDER BY tenant, hook")
        .bind(tenant)
        .fetch_all(connection)
        .await
}
