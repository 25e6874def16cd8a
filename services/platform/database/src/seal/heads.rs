//! Table `tree_head`: every promise the sealer has made.
use sqlx::PgConnection;

use super::{Frontier, TreeHead};
use crate::{Database, Error};

/// Adds a head, with what the next batch goes on from.
pub(super) async fn insert(
    connection: &mut PgConnection,
    head: &TreeHead,
    frontier: &Frontier,
    horizon: u64,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO tree_head (number, size, root, frontier, horizon, sealed_at,
                                algorithm, key_id, signature)
         VALUES ($1, $2, $3, $4, $5::text::xid8, $6, $7, $8, $9)",
    )
    .bind(head.number)
    .bind(head.size)
    .bind(&head.root)
    .bind(frontier.to_bytes())
    .bind(horizon.to_string())
    .bind(head.sealed_at)
    .bind(&head.algorithm)
    .bind(&head.key_id)
    .bind(&head.signature)
    .execute(connection)
    .await?;
    Ok(())
}

/// A head with the frontier that was kept beside it.
#[derive(sqlx::FromRow)]
pub(super) struct Kept {
    #[sqlx(flatten)]
    pub head: TreeHead,
    pub frontier: Vec<u8>,
}

/// Every head, oldest first.
pub(super) async fn all(connection: &mut PgConnection) -> Result<Vec<Kept>, sqlx::Error> {
    sqlx::query_as(
        "SELECT number, size, root, sealed_at, algorithm, key_id, signature, frontier
           FROM tree_head ORDER BY number",
    )
    .fetch_all(connection)
    .await
}

/// The newest head.
pub(super) async fn newest(connection: &mut PgConnection) -> Result<Option<TreeHead>, sqlx::Error> {
    sqlx::query_as(
        "SELECT number, size, root, sealed_at, algorithm, key_id, signature
           FROM tree_head ORDER BY number DESC LIMIT 1",
    )
    .fetch_optional(connection)
    .await
}

/// Heads below number `before`, newest first.
pub(super) async fn page(
    connection: &mut PgConnection,
    before: i64,
    limit: i64,
) -> Result<Vec<TreeHead>, sqlx::Error> {
    sqlx::query_as(
        "SELECT number, size, root, sealed_at, algorithm, key_id, signature
           FROM tree_head WHERE number < $1 ORDER BY number DESC LIMIT $2",
    )
    .bind(before)
    .bind(limit)
    .fetch_all(connection)
    .await
}

/// The newest signed head, if anything was sealed yet.
pub async fn newest_head(database: &Database) -> Result<Option<TreeHead>, Error> {
    database
        .relay_read(async |connection| Ok(newest(connection).await?))
        .await
}
