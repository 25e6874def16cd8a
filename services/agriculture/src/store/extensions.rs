//! Extensions in Postgres: the body is the aggregate, the columns beside it are searched, added up and constrained.
use kezhuan_cases::listing::{Listing, SortedPlace};
use kezhuan_cases::parties;
use kezhuan_database::Write;
use kezhuan_rpc::page;
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use super::stored::{Step, Stored, record, written};
use crate::domain::extension::Extension;
use crate::error::Error;

/// Names the aggregate in subjects and in the record.
pub const AGGREGATE: &str = "extension";

/// What a list is narrowed to; everything given must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    pub state: Option<String>,
    pub base: Option<Uuid>,
    pub demonstration: Option<Uuid>,
    pub season: Option<String>,
    pub variety: Option<Uuid>,
    pub operator: Option<String>,
    pub tenant: Option<String>,
}

/// Lists are sorted by when extensions were opened.
#[derive(Debug, Clone, Copy)]
pub struct Opened;

/// Adds an opened extension; its first event is published with it.
pub async fn insert(
    write: &mut Write,
    tenant: &str,
    extension: Extension,
    event: &'static str,
) -> Result<Stored<Extension>, Error> {
    write.in_tenant(tenant);
    parties::open(write, extension.id, tenant, &extension.operator, &[]).await?;
    let stored = Stored::new(extension, tenant, 1);
    let extension = &stored.body;
    sqlx::query(
        "INSERT INTO extension (id, tenant, version, event_sequence, state, demonstration_id, base_id, operator, variety_id,
                                season, year, area_c, person_times, yield_c, check_yield_c, body, create_time, update_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $17)",
    )
    .bind(extension.id)
    .bind(tenant)
    .bind(extension.version)
    .bind(stored.event_sequence)
    .bind(extension.state.as_str())
    .bind(extension.demonstration)
    .bind(extension.base)
    .bind(&extension.operator)
    .bind(extension.variety)
    .bind(extension.season.to_string())
    .bind(i32::from(extension.season.year()))
    .bind(extension.totals.area_c)
    .bind(extension.person_times())
    .bind(extension.yield_c)
    .bind(extension.check_yield_c)
    .bind(Json(extension))
    .bind(stored.create_time)
    .execute(&mut **write)
    .await?;
    record(write, step(extension, event, ""));
    Ok(stored)
}

/// Saves an extension after a step; its one event is published under the sequence in the answer.
pub async fn save(
    write: &mut Write,
    before: &Stored<Extension>,
    after: Extension,
    event: &'static str,
) -> Result<Stored<Extension>, Error> {
    write.in_tenant(&before.tenant);
    let after = before.moved_to(after);
    let extension = &after.body;
    let report = extension.report.as_ref();
    let done = sqlx::query(
        "UPDATE extension SET version = $3, event_sequence = $4, state = $5, area_c = $6, person_times = $7, price_fen = $8,
                              body = $9, update_time = $10
          WHERE id = $1 AND version = $2",
    )
    .bind(extension.id)
    .bind(before.body.version)
    .bind(extension.version)
    .bind(after.event_sequence)
    .bind(extension.state.as_str())
    .bind(extension.totals.area_c)
    .bind(extension.person_times())
    .bind(report.map(|report| report.price.fen_per_kg))
    .bind(Json(extension))
    .bind(after.update_time)
    .execute(&mut **write)
    .await?;
    written(&done)?;
    record(write, step(extension, event, before.body.state.as_str()));
    Ok(after)
}

fn step(extension: &Extension, event: &'static str, from: &'static str) -> Step {
    Step {
        action: "extension.moved",
        aggregate: AGGREGATE,
        id: extension.id,
        version: extension.version,
        event,
        from,
        to: extension.state.as_str(),
    }
}

/// The extension, or nothing where the caller may not see it.
pub async fn find(
    connection: &mut PgConnection,
    id: Uuid,
) -> Result<Option<Stored<Extension>>, Error> {
    let found = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM extension WHERE id = $1",
    )
    .bind(id)
    .fetch_optional(connection)
    .await?;
    Ok(found)
}

/// The extension, held until the transaction ends; nothing where the caller may not write it.
pub async fn lock(write: &mut Write, id: Uuid) -> Result<Option<Stored<Extension>>, Error> {
    let found = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM extension WHERE id = $1 FOR UPDATE",
    )
    .bind(id)
    .fetch_optional(&mut **write)
    .await?;
    Ok(found)
}

/// One page of the extensions the caller may read, and one row more.
pub async fn list(
    connection: &mut PgConnection,
    filter: &Filter,
    order: page::Order<Opened>,
    after: Option<&SortedPlace>,
    size: i64,
) -> Result<Vec<Stored<Extension>>, Error> {
    let mut list = Listing::of("extension");
    list.equal("state", &filter.state);
    list.is("base_id", filter.base);
    list.is("demonstration_id", filter.demonstration);
    list.equal("season", &filter.season);
    list.is("variety_id", filter.variety);
    list.equal("operator", &filter.operator);
    list.equal("tenant", &filter.tenant);
    Ok(list
        .page(connection, (None, order.descending), after, size)
        .await?)
}

/// How many households the extensions of a demonstration reached, each once in a season.
pub async fn households_of(
    connection: &mut PgConnection,
    demonstration: Uuid,
) -> Result<i64, Error> {
    let households = sqlx::query_scalar(
        "SELECT count(DISTINCT (plot.season, plot.division, plot.household))
           FROM extension JOIN extension_plot plot ON plot.extension_id = extension.id
          WHERE extension.demonstration_id = $1 AND extension.state = 'CONFIRMED' AND plot.counted",
    )
    .bind(demonstration)
    .fetch_one(connection)
    .await?;
    Ok(households)
}
