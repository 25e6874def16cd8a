//! Keys that were revoked: what they signed is not asked.
use kezhuan_database::Error;
use sqlx::PgConnection;

use crate::restraint::RevokedKey;

/// Takes a revocation over. Answers whether it was news.
pub async fn adopt(connection: &mut PgConnection, key: &RevokedKey) -> Result<bool, Error> {
    let done = sqlx::query(
        "INSERT INTO rule_revoked_key (tenant, key_id, reason) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
    )
    .bind(&key.tenant)
    .bind(&key.key_id)
    .bind(&key.reason)
    .execute(connection)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Every revoked key.
pub async fn all(connection: &mut PgConnection) -> Result<Vec<RevokedKey>, Error> {
    let keys = sqlx::query_as("SELECT tenant, key_id, reason FROM rule_revoked_key");
    Ok(keys.fetch_all(connection).await?)
}
