//! Yearly returns in Postgres: the body is the aggregate, the columns beside it are searched and constrained.
use kezhuan_database::{OnConstraint, Write};
use sqlx::types::Json;
use sqlx::{PgConnection, Row};
use uuid::Uuid;

use super::parties;
use super::stored::{Step, Stored, record, written};
use crate::domain::torch_return::{Figures, TorchReturn, already_open, data_quality_bp};
use crate::error::Error;

/// Names the aggregate in subjects and in the record.
pub const AGGREGATE: &str = "torch_return";

/// Adds a return that was opened; its one event is published under sequence 1.
pub async fn insert(
    write: &mut Write,
    tenant: &str,
    opened: TorchReturn,
) -> Result<Stored<TorchReturn>, Error> {
    write.in_tenant(tenant);
    parties::open(write, opened.id, tenant, &opened.operator, &[]).await?;
    let stored = Stored::new(opened, tenant, 1);
    let body = &stored.body;
    sqlx::query(
        "INSERT INTO torch_return (id, tenant, version, event_sequence, state, carrier_id, operator, year, due_on,
                                   overdue_since, body, create_time, update_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12)",
    )
    .bind(body.id)
    .bind(tenant)
    .bind(body.version)
    .bind(stored.event_sequence)
    .bind(body.state.as_str())
    .bind(body.carrier)
    .bind(&body.operator)
    .bind(body.year)
    .bind(body.due_on)
    .bind(body.overdue_since)
    .bind(Json(body))
    .bind(stored.create_time)
    .execute(&mut **write)
    .await
    .on_constraint("torch_return_once_key", Error::from(already_open()))?;
    record(write, step(body, "TorchReturnOpened", ""));
    Ok(stored)
}

/// Saves a return after a step; its one event is published under the sequence in the answer.
pub async fn save(
    write: &mut Write,
    before: &Stored<TorchReturn>,
    after: TorchReturn,
    event: &'static str,
) -> Result<Stored<TorchReturn>, Error> {
    write.in_tenant(&before.tenant);
    let after = before.moved_to(after);
    let body = &after.body;
    let done = sqlx::query(
        "UPDATE torch_return
            SET version = $3, event_sequence = $4, state = $5, due_on = $6, overdue_since = $7, body = $8, update_time = $9
          WHERE id = $1 AND version = $2",
    )
    .bind(body.id)
    .bind(before.body.version)
    .bind(body.version)
    .bind(after.event_sequence)
    .bind(body.state.as_str())
    .bind(body.due_on)
    .bind(body.overdue_since)
    .bind(Json(body))
    .bind(after.update_time)
    .execute(&mut **write)
    .await?;
    written(&done)?;
    record(write, step(body, event, before.body.state.as_str()));
    Ok(after)
}

fn step(body: &TorchReturn, event: &'static str, from: &'static str) -> Step {
    Step {
        action: "torch_return.moved",
        aggregate: AGGREGATE,
        id: body.id,
        version: body.version,
        event,
        from,
        to: body.state.as_str(),
    }
}

/// The return, or nothing where the caller may not see it.
pub async fn find(
    connection: &mut PgConnection,
    id: Uuid,
) -> Result<Option<Stored<TorchReturn>>, Error> {
    let found = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM torch_return WHERE id = $1",
    )
    .bind(id)
    .fetch_optional(connection)
    .await?;
    Ok(found)
}

/// The return, held until the transaction ends.
pub async fn lock(write: &mut Write, id: Uuid) -> Result<Option<Stored<TorchReturn>>, Error> {
    let found = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM torch_return WHERE id = $1 FOR UPDATE",
    )
    .bind(id)
    .fetch_optional(&mut **write)
    .await?;
    Ok(found)
}

/// A carrier's return of a year that was not withdrawn.
pub async fn of_year(
    connection: &mut PgConnection,
    carrier: Uuid,
    year: i32,
) -> Result<Option<Stored<TorchReturn>>, Error> {
    let found = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM torch_return
          WHERE carrier_id = $1 AND year = $2 AND state <> 'WITHDRAWN'",
    )
    .bind(carrier)
    .bind(year)
    .fetch_optional(connection)
    .await?;
    Ok(found)
}

/// What the year before `year` came to, where the city accepted it.
pub async fn figures_before(
    connection: &mut PgConnection,
    carrier: Uuid,
    year: i32,
) -> Result<Option<Figures>, Error> {
    let last = of_year(connection, carrier, year.saturating_sub(1)).await?;
    let counted = last.filter(|last| last.body.state.counts());
    Ok(counted.map(|last| last.body.figures))
}

/// Which part of a carrier's return of a year is filled, in basis points: nothing where there is none, or where its figures
/// do not hold together.
pub async fn data_quality(
    connection: &mut PgConnection,
    carrier: Uuid,
    year: i32,
) -> Result<u16, Error> {
    let last_year = figures_before(connection, carrier, year).await?;
    let found = of_year(connection, carrier, year).await?;
    Ok(found.map_or(0, |found| data_quality_bp(&found.body, last_year.as_ref())))
}

/// How many of a carrier's returns the city accepted.
pub async fn accepted_count(connection: &mut PgConnection, carrier: Uuid) -> Result<i64, Error> {
    let count = sqlx::query_scalar(
        "SELECT count(*) FROM torch_return WHERE carrier_id = $1 AND state IN ('ACCEPTED', 'FROZEN')",
    )
    .bind(carrier)
    .fetch_one(connection)
    .await?;
    Ok(count)
}

/// Returns of a year that are accepted and not frozen, held until the transaction ends; in the order of their ids.
pub async fn lock_accepted(
    write: &mut Write,
    year: i32,
    limit: i64,
) -> Result<Vec<Stored<TorchReturn>>, Error> {
    let rows = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM torch_return
          WHERE year = $1 AND state = 'ACCEPTED' ORDER BY id LIMIT $2 FOR UPDATE",
    )
    .bind(year)
    .bind(limit)
    .fetch_all(&mut **write)
    .await?;
    Ok(rows)
}

/// How many of a year's returns are accepted and not frozen, and how many are on their way.
pub async fn unfrozen(connection: &mut PgConnection, year: i32) -> Result<(i64, i64), Error> {
    let row = sqlx::query(
        "SELECT count(*) FILTER (WHERE state = 'ACCEPTED'),
                count(*) FILTER (WHERE state IN ('OPEN', 'FILLED', 'SUBMITTED', 'CHECKED', 'RETURNED'))
           FROM torch_return WHERE year = $1",
    )
    .bind(year)
    .fetch_one(connection)
    .await?;
    Ok((row.try_get(0)?, row.try_get(1)?))
}

/// Returns of a year after one id, in the order of their ids; withdrawn ones are none.
pub async fn exported(
    connection: &mut PgConnection,
    (year, tenant, accepted_only): (i32, Option<&str>, bool),
    after: Uuid,
    limit: i64,
) -> Result<Vec<Stored<TorchReturn>>, Error> {
    let rows = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM torch_return
          WHERE year = $1 AND ($2::text IS NULL OR tenant = $2) AND state <> 'WITHDRAWN'
            AND (NOT $3 OR state IN ('ACCEPTED', 'FROZEN')) AND id > $4
          ORDER BY id LIMIT $5",
    )
    .bind(year)
    .bind(tenant)
    .bind(accepted_only)
    .bind(after)
    .bind(limit)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}
