//! Table `package`, read together with the state of the key that signed each.
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
    /// All who ever sent these bytes.
    pub uploaders: Vec<String>,
    pub papers: serde_json::Value,
    pub key_id: String,
    pub signature: Vec<u8>,
    pub create_time: DateTime<Utc>,
    pub version: i64,
    /// A scripting engine is inside.
    pub scripted: bool,
    /// When and why the key was revoked, if it was.
    pub revoke_time: Option<DateTime<Utc>>,
    pub revoke_reason: Option<String>,
}

/// Keeps a package: a new one, or what the pipeline now says of one that did not hold before. False
/// when somebody else changed it since it was read.
pub async fn keep(
    connection: &mut PgConnection,
    row: &PackageRow,
    bytes: &[u8],
) -> Result<bool, sqlx::Error> {
    let kept = sqlx::query(
        "INSERT INTO package (digest, id, tenant, state, uploader, uploaders, papers, key_id, signature, bytes,
                create_time, version, scripted)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
         ON CONFLICT (digest) DO UPDATE SET state = excluded.state, uploader = excluded.uploader,
            uploaders = ARRAY(SELECT DISTINCT unnest(package.uploaders || excluded.uploaders)),
            papers = excluded.papers, key_id = excluded.key_id,
            signature = excluded.signature, create_time = excluded.create_time, version = excluded.version,
            scripted = excluded.scripted
          WHERE package.tenant = excluded.tenant AND package.version = excluded.version - 1",
    )
    .bind(&row.digest)
    .bind(row.id)
    .bind(&row.tenant)
    .bind(&row.state)
    .bind(&row.uploader)
    .bind(&row.uploaders)
    .bind(&row.papers)
    .bind(&row.key_id)
    .bind(&row.signature)
    .bind(bytes)
    .bind(row.create_time)
    .bind(row.version)
    .bind(row.scripted)
    .execute(connection)
    .await?;
    Ok(kept.rows_affected() == 1)
}

/// Keeps who sent the bytes again. False when that is known.
pub async fn sent_again(
    connection: &mut PgConnection,
    digest: &[u8],
    sender: &str,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query(
        "UPDATE package SET uploaders = array_append(uploaders, $2)
          WHERE digest = $1 AND NOT ($2 = ANY (uploaders))",
    )
    .bind(digest)
    .bind(sender)
    .execute(connection)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// One package by its digest.
pub async fn get(
    connection: &mut PgConnection,
    digest: &[u8],
) -> Result<Option<PackageRow>, sqlx::Error> {
    sqlx::query_as(
        "SELECT digest, package.id, package.tenant, package.state, uploader, uploaders, papers, package.key_id,
                signature, package.create_time, package.version, scripted, key.revoke_time, key.revoke_reason
           FROM package LEFT JOIN signing_key key
             ON key.tenant = package.tenant AND key.key_id = package.key_id AND key.state = 'REVOKED'
          WHERE digest = $1",
    )
    .bind(digest)
    .fetch_optional(connection)
    .await
}

/// What packages say of themselves, by their digests.
pub async fn papers(
    connection: &mut PgConnection,
    digests: &[Vec<u8>],
) -> Result<Vec<(Vec<u8>, serde_json::Value)>, sqlx::Error> {
    sqlx::query_as("SELECT digest, papers FROM package WHERE digest = ANY ($1)")
        .bind(digests)
        .fetch_all(connection)
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
        "SELECT digest, package.id, package.tenant, package.state, uploader, uploaders, papers, package.key_id,
                signature, package.create_time, package.version, scripted, key.revoke_time, key.revoke_reason
           FROM package LEFT JOIN signing_key key
             ON key.tenant = package.tenant AND key.key_id = package.key_id AND key.state = 'REVOKED'
          WHERE package.id > $1 ORDER BY package.id LIMIT $2",
    )
    .bind(after)
    .bind(limit)
    .fetch_all(connection)
    .await
}
