//! Table `timeline_entry`.
use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

/// One entry; `until` is the first day after its last.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct EntryRow {
    pub id: Uuid,
    pub tenant: String,
    pub hook: String,
    pub package_digest: Vec<u8>,
    pub settings: serde_json::Value,
    pub settings_digest: String,
    pub first: NaiveDate,
    pub until: Option<NaiveDate>,
    pub applies_to_open_cases: bool,
    pub reason: String,
    pub activated_by: String,
    pub create_time: DateTime<Utc>,
}

const SELECT: &str =
    "SELECT id, tenant, hook, package_digest, settings, settings_digest, lower(in_force) AS first,
    upper(in_force) AS until, applies_to_open_cases, reason, activated_by, create_time
    FROM timeline_entry
   WHERE ($1 = '' OR tenant = $1) AND ($2 = '' OR hook = $2) AND id > $3 ORDER BY id LIMIT $4";

/// Entries after `after`, oldest first; empty tenant or hook = all.
pub async fn list(
    connection: &mut PgConnection,
    tenant: &str,
    hook: &str,
    after: Uuid,
    limit: i64,
) -> Result<Vec<EntryRow>, sqlx::Error> {
    sqlx::query_as(SELECT)
        .bind(tenant)
        .bind(hook)
        .bind(after)
        .bind(limit)
        .fetch_all(connection)
        .await
}

/// Adds an entry; the constraint refuses days that are taken.
pub async fn add(connection: &mut PgConnection, row: &EntryRow) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO timeline_entry (id, tenant, hook, package_digest, settings, settings_digest, in_force,
                applies_to_open_cases, reason, activated_by, create_time)
         VALUES ($1, $2, $3, $4, $5, $6, daterange($7, $8), $9, $10, $11, $12)",
    )
    .bind(row.id)
    .bind(&row.tenant)
    .bind(&row.hook)
    .bind(&row.package_digest)
    .bind(&row.settings)
    .bind(&row.settings_digest)
    .bind(row.first)
    .bind(row.until)
    .bind(row.applies_to_open_cases)
    .bind(&row.reason)
    .bind(&row.activated_by)
    .bind(row.create_time)
    .execute(connection)
    .await?;
    Ok(())
}

/// Ends an open entry the day before `until`.
pub async fn close(
    connection: &mut PgConnection,
    id: Uuid,
    until: NaiveDate,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "UPDATE timeline_entry SET in_force = daterange(lower(in_force), $2) WHERE id = $1",
    )
    .bind(id)
    .bind(until)
    .execute(connection)
    .await?;
    Ok(())
}
