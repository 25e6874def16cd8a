//! Matching runs in Postgres: the body is the aggregate, the columns beside it are searched and constrained.
use kezhuan_cases::listing::{Listing, SortedPlace};
use kezhuan_cases::parties;
use kezhuan_database::{OnConstraint, Write};
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use super::stored::{Step, Stored, record, written};
use crate::domain::matching::Matching;
use crate::domain::refused::Refused;
use crate::error::Error;

/// Names the aggregate in subjects and in the record.
pub const AGGREGATE: &str = "matching";

/// What a list is narrowed to; everything given must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    pub state: Option<String>,
    pub event: Option<Uuid>,
    pub tenant: Option<String>,
}

/// Adds a run; its first event is published with it.
pub async fn insert(
    write: &mut Write,
    tenant: &str,
    matching: Matching,
    event: &'static str,
) -> Result<Stored<Matching>, Error> {
    write.in_tenant(tenant);
    parties::open(write, matching.id, tenant, &matching.organiser, &[]).await?;
    let stored = Stored::new(matching, tenant, 1);
    let matching = &stored.body;
    sqlx::query(
        "INSERT INTO matching (id, tenant, number, version, event_sequence, state, event_id, body, create_time, update_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)",
    )
    .bind(matching.id)
    .bind(tenant)
    .bind(&matching.number)
    .bind(matching.version)
    .bind(stored.event_sequence)
    .bind(matching.state.as_str())
    .bind(matching.event)
    .bind(Json(matching))
    .bind(stored.create_time)
    .execute(&mut **write)
    .await
    .on_constraint("matching_one_running", Error::from(runs_already()))?;
    record(write, step(matching, event, ""));
    Ok(stored)
}

fn runs_already() -> Refused {
    Refused::new(
        "MATCHING_RUNNING",
        "该活动正在匹配，请等待完成或先取消",
        "the event is being matched: wait until it is done, or cancel it first",
    )
}

/// Saves a run after a step; its one event is published under the sequence in the answer.
pub async fn save(
    write: &mut Write,
    before: &Stored<Matching>,
    after: Matching,
    event: &'static str,
) -> Result<Stored<Matching>, Error> {
    write.in_tenant(&before.tenant);
    let after = before.moved_to(after);
    let matching = &after.body;
    let done = sqlx::query(
        "UPDATE matching SET version = $3, event_sequence = $4, state = $5, body = $6, update_time = $7
          WHERE id = $1 AND version = $2",
    )
    .bind(matching.id)
    .bind(before.body.version)
    .bind(matching.version)
    .bind(after.event_sequence)
    .bind(matching.state.as_str())
    .bind(Json(matching))
    .bind(after.update_time)
    .execute(&mut **write)
    .await
    .on_constraint("matching_one_running", Error::from(runs_already()))?;
    written(&done)?;
    record(write, step(matching, event, before.body.state.as_str()));
    Ok(after)
}

fn step(matching: &Matching, event: &'static str, from: &'static str) -> Step {
    Step {
        action: "matching.moved",
        aggregate: AGGREGATE,
        id: matching.id,
        version: matching.version,
        event,
        from,
        to: matching.state.as_str(),
    }
}

/// The run, as far as the caller may read it.
pub async fn find(
    connection: &mut PgConnection,
    id: Uuid,
) -> Result<Option<Stored<Matching>>, Error> {
    let found = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM matching WHERE id = $1",
    )
    .bind(id)
    .fetch_optional(connection)
    .await?;
    Ok(found)
}

/// The run, held until the transaction ends; nothing where the caller may not write it.
pub async fn lock(write: &mut Write, id: Uuid) -> Result<Option<Stored<Matching>>, Error> {
    let found = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM matching WHERE id = $1 FOR UPDATE",
    )
    .bind(id)
    .fetch_optional(&mut **write)
    .await?;
    Ok(found)
}

/// One page of runs, newest first, and one row more.
pub async fn list(
    connection: &mut PgConnection,
    filter: &Filter,
    after: Option<&SortedPlace>,
    size: i64,
) -> Result<Vec<Stored<Matching>>, Error> {
    let mut list = Listing::of("matching");
    list.equal("state", &filter.state);
    list.is("event_id", filter.event);
    list.equal("tenant", &filter.tenant);
    Ok(list.page(connection, (None, true), after, size).await?)
}

/// Runs that wait for their rule and have a newer one since, after this id; one of an event that is being matched stays as it is.
pub async fn waiting(
    connection: &mut PgConnection,
    after: Uuid,
    size: i64,
) -> Result<Vec<Stored<Matching>>, Error> {
    let rows = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM matching
          WHERE state = 'MANUAL' AND id > $1
            AND EXISTS (SELECT FROM rule_entry entry
                         WHERE entry.tenant IN (matching.tenant, events_city(matching.tenant))
                           AND split_part(entry.hook, '@', 1) = 'evt.match'
                           AND entry.adopt_time > matching.update_time)
            AND NOT EXISTS (SELECT FROM matching other
                             WHERE other.event_id = matching.event_id AND other.state = 'RUNNING')
          ORDER BY id LIMIT $2",
    )
    .bind(after)
    .bind(size)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}

/// Runs that are not done, those that were started first.
pub async fn running(
    connection: &mut PgConnection,
    size: i64,
) -> Result<Vec<Stored<Matching>>, Error> {
    let rows = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM matching
          WHERE state = 'RUNNING' ORDER BY id LIMIT $1",
    )
    .bind(size)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}
