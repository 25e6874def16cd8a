//! Varieties in Postgres: the body is the aggregate, the columns beside it are searched and constrained.
use kezhuan_cases::listing::{Listing, SortedPlace};
use kezhuan_cases::parties;
use kezhuan_database::Write;
use kezhuan_rpc::page;
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use super::stored::{Step, Stored, record, written};
use crate::domain::variety::Variety;
use crate::error::Error;

/// Names the aggregate in subjects and in the record.
pub const AGGREGATE: &str = "variety";

/// What a list is narrowed to; everything given must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    pub state: Option<String>,
    pub crop: Option<String>,
    pub owner: Option<String>,
    pub title: Option<String>,
    pub tenant: Option<String>,
}

/// Lists are sorted by when varieties were entered.
#[derive(Debug, Clone, Copy)]
pub struct Entered;

/// Adds a variety; its first event is published with it.
pub async fn insert(
    write: &mut Write,
    tenant: &str,
    variety: Variety,
    event: &'static str,
) -> Result<Stored<Variety>, Error> {
    write.in_tenant(tenant);
    parties::open(write, variety.id, tenant, &variety.owner, &[]).await?;
    let stored = Stored::new(variety, tenant, 1);
    let variety = &stored.body;
    sqlx::query(
        "INSERT INTO variety (id, tenant, version, event_sequence, state, crop, title, owner, body, create_time, update_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)",
    )
    .bind(variety.id)
    .bind(tenant)
    .bind(variety.version)
    .bind(stored.event_sequence)
    .bind(variety.state.as_str())
    .bind(variety.crop.as_str())
    .bind(&variety.title)
    .bind(&variety.owner)
    .bind(Json(variety))
    .bind(stored.create_time)
    .execute(&mut **write)
    .await?;
    record(write, step(variety, event, ""));
    Ok(stored)
}

/// Saves a variety after a step; its one event is published under the sequence in the answer.
pub async fn save(
    write: &mut Write,
    before: &Stored<Variety>,
    after: Variety,
    event: &'static str,
) -> Result<Stored<Variety>, Error> {
    write.in_tenant(&before.tenant);
    let after = before.moved_to(after);
    let variety = &after.body;
    let done = sqlx::query(
        "UPDATE variety SET version = $3, event_sequence = $4, state = $5, body = $6, update_time = $7
          WHERE id = $1 AND version = $2",
    )
    .bind(variety.id)
    .bind(before.body.version)
    .bind(variety.version)
    .bind(after.event_sequence)
    .bind(variety.state.as_str())
    .bind(Json(variety))
    .bind(after.update_time)
    .execute(&mut **write)
    .await?;
    written(&done)?;
    record(write, step(variety, event, before.body.state.as_str()));
    Ok(after)
}

fn step(variety: &Variety, event: &'static str, from: &'static str) -> Step {
    Step {
        action: "variety.moved",
        aggregate: AGGREGATE,
        id: variety.id,
        version: variety.version,
        event,
        from,
        to: variety.state.as_str(),
    }
}

/// The variety, or nothing where the caller may not see it.
pub async fn find(
    connection: &mut PgConnection,
    id: Uuid,
) -> Result<Option<Stored<Variety>>, Error> {
    let found = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM variety WHERE id = $1",
    )
    .bind(id)
    .fetch_optional(connection)
    .await?;
    Ok(found)
}

/// The variety, held until the transaction ends; nothing where the caller may not write it.
pub async fn lock(write: &mut Write, id: Uuid) -> Result<Option<Stored<Variety>>, Error> {
    let found = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM variety WHERE id = $1 FOR UPDATE",
    )
    .bind(id)
    .fetch_optional(&mut **write)
    .await?;
    Ok(found)
}

/// One page of the varieties the caller may read, and one row more.
pub async fn list(
    connection: &mut PgConnection,
    filter: &Filter,
    order: page::Order<Entered>,
    after: Option<&SortedPlace>,
    size: i64,
) -> Result<Vec<Stored<Variety>>, Error> {
    let mut list = Listing::of("variety");
    list.equal("state", &filter.state);
    list.equal("crop", &filter.crop);
    list.equal("owner", &filter.owner);
    list.equal("title", &filter.title);
    list.equal("tenant", &filter.tenant);
    Ok(list
        .page(connection, (None, order.descending), after, size)
        .await?)
}
