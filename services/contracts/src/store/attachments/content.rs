//! The bytes of documents, by the SHA-256 of the whole: `put` and `chunk` are all that another
//! place for them, such as an object store, would have to offer.
use bytes::Bytes;
use kezhuan_database::Write;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::error::Error;

/// Keeps the content of one document; the same content of a case is kept once.
pub async fn put(
    write: &mut Write,
    contract: Uuid,
    tenant: &str,
    sha256: &[u8],
    chunks: &[Bytes],
) -> Result<(), Error> {
    for (position, chunk) in (0_i32..).zip(chunks) {
        sqlx::query(
            "INSERT INTO attachment_chunk (contract_id, tenant, sha256, position, content)
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
        )
        .bind(contract)
        .bind(tenant)
        .bind(sha256)
        .bind(position)
        .bind(chunk.as_ref())
        .execute(&mut **write)
        .await?;
    }
    Ok(())
}

/// One chunk of a document's content; `None` after the last.
pub async fn chunk(
    connection: &mut PgConnection,
    contract: Uuid,
    sha256: &[u8],
    position: i32,
) -> Result<Option<Vec<u8>>, Error> {
    let content = sqlx::query_scalar(
        "SELECT content FROM attachment_chunk WHERE contract_id = $1 AND sha256 = $2 AND position = $3",
    )
    .bind(contract)
    .bind(sha256)
    .bind(position)
    .fetch_optional(connection)
    .await?;
    Ok(content)
}
