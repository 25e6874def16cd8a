//! The city's key chains in Postgres.
use kezhuan_database::Write;
use sqlx::PgConnection;
use sqlx::types::Json;

use super::stored::{Step, Stored, record, written};
use crate::domain::chain::Chain;
use crate::error::Error;

/// Names the aggregate in subjects and in the record.
pub const AGGREGATE: &str = "chain";

/// The chain with this code.
pub async fn find(
    connection: &mut PgConnection,
    code: &str,
) -> Result<Option<Stored<Chain>>, Error> {
    let found = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM chain WHERE code = $1",
    )
    .bind(code)
    .fetch_optional(connection)
    .await?;
    Ok(found)
}

/// Adds a chain, or writes it in place of `before`; its one event is published under the sequence in the answer.
pub async fn set(
    write: &mut Write,
    before: Option<&Stored<Chain>>,
    chain: Chain,
    tenant: &str,
) -> Result<Stored<Chain>, Error> {
    write.in_tenant(tenant);
    let after = match before {
        Some(before) => before.moved_to(chain),
        None => Stored::new(chain, tenant, 1),
    };
    let chain = &after.body;
    let done = sqlx::query(
        "INSERT INTO chain AS known (code, id, tenant, version, event_sequence, active, body, create_time, update_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
             ON CONFLICT (code) DO UPDATE SET version = excluded.version, event_sequence = excluded.event_sequence,
                                              active = excluded.active, body = excluded.body,
                                              update_time = excluded.update_time
              WHERE known.id = excluded.id AND known.version = excluded.version - 1",
    )
    .bind(&chain.code)
    .bind(chain.id)
    .bind(&after.tenant)
    .bind(chain.version)
    .bind(after.event_sequence)
    .bind(chain.active)
    .bind(Json(chain))
    .bind(after.create_time)
    .bind(after.update_time)
    .execute(&mut **write)
    .await?;
    written(&done)?;
    let step = Step {
        action: "chain.set",
        aggregate: AGGREGATE,
        id: chain.id,
        version: chain.version,
        event: "ChainSet",
        from: "",
        to: "",
    };
    record(write, step);
    Ok(after)
}

/// One page of the chains, by code, and one row more.
pub async fn list(
    connection: &mut PgConnection,
    after: Option<String>,
    size: i64,
) -> Result<Vec<Stored<Chain>>, Error> {
    let rows = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM chain
          WHERE $1::text IS NULL OR code > $1 ORDER BY code LIMIT $2",
    )
    .bind(after)
    .bind(size + 1)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}
