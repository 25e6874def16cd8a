//! Table `kept_head`: what other services promised of their logs.
use kezhuan_protocol::seal::v1::TreeHeadSealed;
use sqlx::PgConnection;

use super::{TreeHead, message};
use crate::{Database, Error};

/// Keeps a head that another service told; false when it tells none. A number that is kept already stays as it is:
/// a second head under it is no head of the same log, and an audit shows which of the two the log has.
pub async fn keep_head(
    connection: &mut PgConnection,
    event: &TreeHeadSealed,
) -> Result<bool, sqlx::Error> {
    let Some(head) = event.tree_head.as_ref().and_then(message::told) else {
        return Ok(false);
    };
    sqlx::query(
        "INSERT INTO kept_head (service, number, size, root, sealed_at, algorithm, key_id, signature)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING",
    )
    .bind(&event.service)
    .bind(head.number)
    .bind(head.size)
    .bind(&head.root)
    .bind(head.sealed_at)
    .bind(&head.algorithm)
    .bind(&head.key_id)
    .bind(&head.signature)
    .execute(connection)
    .await?;
    Ok(true)
}

/// The heads of `service` that this database keeps, oldest first.
pub async fn kept_heads(database: &Database, service: &str) -> Result<Vec<TreeHead>, Error> {
    database
        .relay_read(async |connection| {
            Ok(sqlx::query_as(
                "SELECT number, size, root, sealed_at, algorithm, key_id, signature
                   FROM kept_head WHERE service = $1 ORDER BY number",
            )
            .bind(service)
            .fetch_all(connection)
            .await?)
        })
        .await
}

/// Those of `kept` that this database's own log no longer has as they were: it was cut off or written anew.
pub async fn forgotten(database: &Database, kept: &[TreeHead]) -> Result<Vec<i64>, Error> {
    database
        .relay_read(async |connection| {
            Ok(sqlx::query_scalar(
                "SELECT kept.number
                   FROM unnest($1::bigint[], $2::bigint[], $3::bytea[]) AS kept(number, size, root)
                  WHERE NOT EXISTS (SELECT FROM tree_head AS own
                                     WHERE (own.number, own.size, own.root) = (kept.number, kept.size, kept.root))
                  ORDER BY kept.number",
            )
            .bind(kept.iter().map(|head| head.number).collect::<Vec<_>>())
            .bind(kept.iter().map(|head| head.size).collect::<Vec<_>>())
            .bind(kept.iter().map(|head| head.root.as_slice()).collect::<Vec<_>>())
            .fetch_all(connection)
            .await?)
        })
        .await
}
