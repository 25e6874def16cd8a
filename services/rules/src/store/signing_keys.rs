//! Table `signing_key`.
use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

/// One key of a tenant.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct KeyRow {
    pub id: Uuid,
    pub tenant: String,
    pub key_id: String,
    pub title: String,
    pub public_key: Vec<u8>,
    pub state: String,
    pub registered_by: String,
    pub approved_by: String,
    pub revoked_by: String,
    pub revoke_reason: String,
    pub create_time: DateTime<Utc>,
    pub approve_time: Option<DateTime<Utc>>,
    pub revoke_time: Option<DateTime<Utc>>,
    pub version: i64,
}

/// Adds a key; the constraint refuses one that its tenant has already.
pub async fn add(connection: &mut PgConnection, row: &KeyRow) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO signing_key (id, tenant, key_id, title, public_key, state, registered_by, create_time, version)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(row.id)
    .bind(&row.tenant)
    .bind(&row.key_id)
    .bind(&row.title)
    .bind(&row.public_key)
    .bind(&row.state)
    .bind(&row.registered_by)
    .bind(row.create_time)
    .bind(row.version)
    .execute(connection)
    .await?;
    Ok(())
}

/// One key by its name.
pub async fn get(connection: &mut PgConnection, id: Uuid) -> Result<Option<KeyRow>, sqlx::Error> {
    sqlx::query_as("SELECT * FROM signing_key WHERE id = $1")
        .bind(id)
        .fetch_optional(connection)
        .await
}

/// A tenant's key of that id.
pub async fn of(
    connection: &mut PgConnection,
    tenant: &str,
    key_id: &str,
) -> Result<Option<KeyRow>, sqlx::Error> {
    sqlx::query_as("SELECT * FROM signing_key WHERE tenant = $1 AND key_id = $2")
        .bind(tenant)
        .bind(key_id)
        .fetch_optional(connection)
        .await
}

/// A tenant's key of that id, kept from being revoked until the write ends.
pub async fn held(
    connection: &mut PgConnection,
    tenant: &str,
    key_id: &str,
) -> Result<Option<KeyRow>, sqlx::Error> {
    sqlx::query_as("SELECT * FROM signing_key WHERE tenant = $1 AND key_id = $2 FOR SHARE")
        .bind(tenant)
        .bind(key_id)
        .fetch_optional(connection)
        .await
}

/// Writes what changes of a key, unless it changed since it was read.
pub async fn save(connection: &mut PgConnection, row: &KeyRow) -> Result<bool, sqlx::Error> {
    let done = sqlx::query(
        "UPDATE signing_key SET state = $2, approved_by = $3, approve_time = $4, revoked_by = $5,
                revoke_reason = $6, revoke_time = $7, version = $8
          WHERE id = $1 AND version = $8 - 1",
    )
    .bind(row.id)
    .bind(&row.state)
    .bind(&row.approved_by)
    .bind(row.approve_time)
    .bind(&row.revoked_by)
    .bind(&row.revoke_reason)
    .bind(row.revoke_time)
    .bind(row.version)
    .execute(connection)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Keys after `after`, oldest first; an empty tenant = all.
pub async fn list(
    connection: &mut PgConnection,
    tenant: &str,
    after: Uuid,
    limit: i64,
) -> Result<Vec<KeyRow>, sqlx::Error> {
    sqlx::query_as(
        "SELECT * FROM signing_key WHERE ($1 = '' OR tenant = $1) AND id > $2 ORDER BY id LIMIT $3",
    )
    .bind(tenant)
    .bind(after)
    .bind(limit)
    .fetch_all(connection)
    .await
}

/// Every revoked key.
pub async fn revoked(connection: &mut PgConnection) -> Result<Vec<KeyRow>, sqlx::Error> {
    sqlx::query_as("SELECT * FROM signing_key WHERE state = 'REVOKED' ORDER BY id")
        .fetch_all(connection)
        .await
}
