//! Documents of contracts: what they are; their bytes are in `content`.
pub mod content;

use chrono::{DateTime, Utc};
use kezhuan_database::Write;
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;

use crate::error::Error;

/// One document of a case.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Attachment {
    pub id: Uuid,
    pub contract_id: Uuid,
    pub tenant: String,
    pub material: String,
    pub file_name: String,
    pub media_type: String,
    pub size_bytes: i64,
    pub sha256: Vec<u8>,
    pub create_time: DateTime<Utc>,
}

/// Adds a document.
pub async fn insert(write: &mut Write, attachment: &Attachment) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO attachment (id, contract_id, tenant, material, file_name, media_type, size_bytes, sha256, create_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(attachment.id)
    .bind(attachment.contract_id)
    .bind(&attachment.tenant)
    .bind(&attachment.material)
    .bind(&attachment.file_name)
    .bind(&attachment.media_type)
    .bind(attachment.size_bytes)
    .bind(&attachment.sha256)
    .bind(attachment.create_time)
    .execute(&mut **write)
    .await?;
    Ok(())
}

/// The document of a contract, or nothing where the caller may not see it.
pub async fn find(
    connection: &mut PgConnection,
    contract: Uuid,
    id: Uuid,
) -> Result<Option<Attachment>, Error> {
    let found = sqlx::query_as("SELECT * FROM attachment WHERE contract_id = $1 AND id = $2")
        .bind(contract)
        .bind(id)
        .fetch_optional(connection)
        .await?;
    Ok(found)
}

/// Those of the named documents that the contract has and the caller may see.
pub async fn find_all(
    connection: &mut PgConnection,
    contract: Uuid,
    ids: &[Uuid],
) -> Result<Vec<Attachment>, Error> {
    let found = sqlx::query_as("SELECT * FROM attachment WHERE contract_id = $1 AND id = ANY ($2)")
        .bind(contract)
        .bind(ids)
        .fetch_all(connection)
        .await?;
    Ok(found)
}

/// The documents of a contract, oldest first.
pub async fn of_contract(
    connection: &mut PgConnection,
    contract: Uuid,
) -> Result<Vec<Attachment>, Error> {
    let found =
        sqlx::query_as("SELECT * FROM attachment WHERE contract_id = $1 ORDER BY create_time, id")
            .bind(contract)
            .fetch_all(connection)
            .await?;
    Ok(found)
}
