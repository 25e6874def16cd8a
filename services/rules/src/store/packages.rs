//! Table `package`.
use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

/// A package without its bytes.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct PackageRow {
    pub digest: Vec<u8>,
    pub id: Uuid,
    pub tenant: String,
    pub state: String,
    pub uploader: String,
    pub papers: serde_json::Value,
    pub create_time: DateTime<Utc>,
}

/// Adds a package; false when these bytes are known already.
pub async fn add(
    connection: &mut PgConnection,
    row: &PackageRow,
    bytes: &[u8],
) -> Result<bool, sqlx::Error> {
    let added = sqlx::query(
        "INSERT INTO package (digest, id, tenant, state, uploader, papers, bytes, create_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (digest) DO NOTHING",
    )
    .bind(&row.digest)
    .bind(row.id)
    .bind(&row.tenant)
    .bind(&row.state)
    .bind(&row.uploader)
    .bind(&row.papers)
    .bind(bytes)
    .bind(row.create_time)
    .execute(connection)
    .await?;
    Ok(added.rows_affected() == 1)
}

/// One package by its digest.
pub async fn get(
    connection: &mut PgConnection,
    digest: &[u8],
) -> Result<Option<PackageRow>, sqlx::Error> {
    sqlx::query_as("SELECT digest, id, tenant, state, uploader, papers, create_time FROM package WHERE digest = $1")
        .bind(digest)
        .fetch_optional(connection)
        .await
}

/// The bytes of one package.
pub async fn bytes(
    connection: &mut PgConnection,
    digest: &[u8],
) -> Result<Option<Vec<u8>>, sqlx::Error> {
    sqlx::query_scalar("SELECT bytes FROM package WHERE digest = $1")
        .bind(digest)
        .fetch_optional(connection)
        .await
}

/// Packages after `after`, oldest first.
pub async fn list(
    connection: &mut PgConnection,
    after: Uuid,
    limit: i64,
) -> Result<Vec<PackageRow>, sqlx::Error> {
    sqlx::query_as(
        "SELECT digest, id, tenant, state, uploader, papers, create_time FROM package WHERE id > $1 ORDER BY id LIMIT $2",
    )
    .bind(after)
    .bind(limit)
    .fetch_all(connection)
    .await
}
