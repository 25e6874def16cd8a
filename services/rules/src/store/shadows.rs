//! Table `shadow`.
use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

/// A candidate that is asked beside the rule in force, or was.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct ShadowRow {
    pub id: Uuid,
    pub tenant: String,
    pub hook: String,
    pub package_digest: Vec<u8>,
    pub settings: serde_json::Value,
    pub settings_digest: String,
    pub key_id: String,
    pub reason: String,
    pub state: String,
    pub started_by: String,
    pub start_time: DateTime<Utc>,
    pub ended_by: String,
    pub ended_reason: String,
    pub end_time: Option<DateTime<Utc>>,
    pub version: i64,
}

/// How many the tenant has running for the hook. Two that are started at once are counted one after the other.
pub async fn running(
    connection: &mut PgConnection,
    (tenant, hook): (&str, &str),
) -> Result<i64, sqlx::Error> {
    sqlx::query("SELECT pg_advisory_xact_lock(hashtextextended('shadow ' || $1 || ' ' || $2, 0))")
        .bind(tenant)
        .bind(hook)
        .execute(&mut *connection)
        .await?;
    sqlx::query_scalar(
        "SELECT count(*) FROM shadow WHERE tenant = $1 AND hook = $2 AND state = 'RUNNING'",
    )
    .bind(tenant)
    .bind(hook)
    .fetch_one(connection)
    .await
}

/// Adds one; the constraint refuses a second of the same that runs.
pub async fn add(connection: &mut PgConnection, row: &ShadowRow) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO shadow (id, tenant, hook, package_digest, settings, settings_digest, key_id, reason, state,
                started_by, start_time, version)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
    )
    .bind(row.id)
    .bind(&row.tenant)
    .bind(&row.hook)
    .bind(&row.package_digest)
    .bind(&row.settings)
    .bind(&row.settings_digest)
    .bind(&row.key_id)
    .bind(&row.reason)
    .bind(&row.state)
    .bind(&row.started_by)
    .bind(row.start_time)
    .bind(row.version)
    .execute(connection)
    .await?;
    Ok(())
}

/// Writes that one ended, unless somebody else changed it since it was read.
pub async fn save(connection: &mut PgConnection, row: &ShadowRow) -> Result<bool, sqlx::Error> {
    let done = sqlx::query(
        "UPDATE shadow SET state = $2, ended_by = $3, ended_reason = $4, end_time = $5, version = $6
          WHERE id = $1 AND version = $6 - 1",
    )
    .bind(row.id)
    .bind(&row.state)
    .bind(&row.ended_by)
    .bind(&row.ended_reason)
    .bind(row.end_time)
    .bind(row.version)
    .execute(connection)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// One that the caller may see.
pub async fn get(
    connection: &mut PgConnection,
    id: Uuid,
) -> Result<Option<ShadowRow>, sqlx::Error> {
    sqlx::query_as("SELECT * FROM shadow WHERE id = $1")
        .bind(id)
        .fetch_optional(connection)
        .await
}

/// The latest, running or ended, that tries this package under these figures.
pub async fn trying(
    connection: &mut PgConnection,
    (tenant, hook): (&str, &str),
    (package_digest, settings_digest): (&[u8], &str),
) -> Result<Option<ShadowRow>, sqlx::Error> {
    sqlx::query_as(
        "SELECT * FROM shadow
          WHERE tenant = $1 AND hook = $2 AND package_digest = $3 AND settings_digest = $4 ORDER BY id DESC LIMIT 1",
    )
    .bind(tenant)
    .bind(hook)
    .bind(package_digest)
    .bind(settings_digest)
    .fetch_optional(connection)
    .await
}

/// The running ones whose packages a tenant's key signed, kept from changing until the write ends.
pub async fn running_of_key(
    connection: &mut PgConnection,
    tenant: &str,
    key_id: &str,
) -> Result<Vec<ShadowRow>, sqlx::Error> {
    sqlx::query_as(
        "SELECT * FROM shadow WHERE tenant = $1 AND key_id = $2 AND state = 'RUNNING' ORDER BY id FOR UPDATE",
    )
    .bind(tenant)
    .bind(key_id)
    .fetch_all(connection)
    .await
}

/// Those before `before`, the latest first; empty tenant or hook = all.
pub async fn list(
    connection: &mut PgConnection,
    (tenant, hook): (&str, &str),
    before: Option<Uuid>,
    limit: i64,
) -> Result<Vec<ShadowRow>, sqlx::Error> {
    sqlx::query_as(
        "SELECT * FROM shadow
          WHERE ($1 = '' OR tenant = $1) AND ($2 = '' OR hook = $2) AND ($3::uuid IS NULL OR id < $3::uuid)
          ORDER BY id DESC LIMIT $4",
    )
    .bind(tenant)
    .bind(hook)
    .bind(before)
    .bind(limit)
    .fetch_all(connection)
    .await
}
