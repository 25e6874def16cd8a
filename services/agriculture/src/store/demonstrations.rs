//! Demonstrations in Postgres: the body is the aggregate, the columns beside it are searched and constrained.
use kezhuan_cases::listing::{Listing, SortedPlace};
use kezhuan_cases::parties;
use kezhuan_database::Write;
use kezhuan_rpc::page;
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use super::stored::{Step, Stored, record, written};
use crate::domain::demonstration::Demonstration;
use crate::error::Error;

/// Names the aggregate in subjects and in the record.
pub const AGGREGATE: &str = "demonstration";

/// What a list is narrowed to; everything given must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    pub state: Option<String>,
    pub base: Option<Uuid>,
    pub season: Option<String>,
    pub crop: Option<String>,
    pub variety: Option<Uuid>,
    pub operator: Option<String>,
    pub tenant: Option<String>,
}

/// Lists are sorted by when demonstrations were planned.
#[derive(Debug, Clone, Copy)]
pub struct Planned;

/// Adds a planned demonstration; its first event is published with it.
pub async fn insert(
    write: &mut Write,
    tenant: &str,
    demonstration: Demonstration,
    event: &'static str,
) -> Result<Stored<Demonstration>, Error> {
    write.in_tenant(tenant);
    parties::open(
        write,
        demonstration.id,
        tenant,
        &demonstration.operator,
        &[],
    )
    .await?;
    let stored = Stored::new(demonstration, tenant, 1);
    let demonstration = &stored.body;
    sqlx::query(
        "INSERT INTO demonstration (id, tenant, version, event_sequence, state, base_id, operator, variety_id, crop, season,
                                    stated_area_c, site_area_c, body, create_time, update_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14)",
    )
    .bind(demonstration.id)
    .bind(tenant)
    .bind(demonstration.version)
    .bind(stored.event_sequence)
    .bind(demonstration.state.as_str())
    .bind(demonstration.base)
    .bind(&demonstration.operator)
    .bind(demonstration.variety)
    .bind(demonstration.crop.as_str())
    .bind(demonstration.season.to_string())
    .bind(demonstration.stated_area_c)
    .bind(demonstration.site.area_c)
    .bind(Json(demonstration))
    .bind(stored.create_time)
    .execute(&mut **write)
    .await?;
    record(write, step(demonstration, event, ""));
    Ok(stored)
}

/// Saves a demonstration after a step; its one event is published under the sequence in the answer.
pub async fn save(
    write: &mut Write,
    before: &Stored<Demonstration>,
    after: Demonstration,
    event: &'static str,
) -> Result<Stored<Demonstration>, Error> {
    write.in_tenant(&before.tenant);
    let after = before.moved_to(after);
    let demonstration = &after.body;
    let accepted_on = demonstration.acceptance.as_ref();
    let done = sqlx::query(
        "UPDATE demonstration SET version = $3, event_sequence = $4, state = $5, accepted_on = $6, body = $7, update_time = $8
          WHERE id = $1 AND version = $2",
    )
    .bind(demonstration.id)
    .bind(before.body.version)
    .bind(demonstration.version)
    .bind(after.event_sequence)
    .bind(demonstration.state.as_str())
    .bind(accepted_on.map(|acceptance| acceptance.accepted_on))
    .bind(Json(demonstration))
    .bind(after.update_time)
    .execute(&mut **write)
    .await?;
    written(&done)?;
    record(
        write,
        step(demonstration, event, before.body.state.as_str()),
    );
    Ok(after)
}

fn step(demonstration: &Demonstration, event: &'static str, from: &'static str) -> Step {
    Step {
        action: "demonstration.moved",
        aggregate: AGGREGATE,
        id: demonstration.id,
        version: demonstration.version,
        event,
        from,
        to: demonstration.state.as_str(),
    }
}

/// Those of a base in a season that stand.
pub async fn of_season(
    connection: &mut PgConnection,
    base: Uuid,
    season: &str,
) -> Result<Vec<Demonstration>, Error> {
    let bodies: Vec<Json<Demonstration>> = sqlx::query_scalar(
        "SELECT body FROM demonstration WHERE base_id = $1 AND season = $2 AND state <> 'WITHDRAWN' ORDER BY id",
    )
    .bind(base)
    .bind(season)
    .fetch_all(connection)
    .await?;
    Ok(bodies.into_iter().map(|Json(body)| body).collect())
}

/// The demonstration, or nothing where the caller may not see it.
pub async fn find(
    connection: &mut PgConnection,
    id: Uuid,
) -> Result<Option<Stored<Demonstration>>, Error> {
    let found = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM demonstration WHERE id = $1",
    )
    .bind(id)
    .fetch_optional(connection)
    .await?;
    Ok(found)
}

/// The demonstration, held until the transaction ends; nothing where the caller may not write it.
pub async fn lock(write: &mut Write, id: Uuid) -> Result<Option<Stored<Demonstration>>, Error> {
    let found = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM demonstration WHERE id = $1 FOR UPDATE",
    )
    .bind(id)
    .fetch_optional(&mut **write)
    .await?;
    Ok(found)
}

/// One page of the demonstrations the caller may read, and one row more.
pub async fn list(
    connection: &mut PgConnection,
    filter: &Filter,
    order: page::Order<Planned>,
    after: Option<&SortedPlace>,
    size: i64,
) -> Result<Vec<Stored<Demonstration>>, Error> {
    let mut list = Listing::of("demonstration");
    list.equal("state", &filter.state);
    list.is("base_id", filter.base);
    list.equal("season", &filter.season);
    list.equal("crop", &filter.crop);
    list.is("variety_id", filter.variety);
    list.equal("operator", &filter.operator);
    list.equal("tenant", &filter.tenant);
    Ok(list
        .page(connection, (None, order.descending), after, size)
        .await?)
}
