//! Calls for projects in Postgres: the body is the aggregate, the columns beside it are searched and constrained.
use kezhuan_cases::listing::SortedPlace;
use kezhuan_cases::{Listing, parties};
use kezhuan_database::Write;
use kezhuan_scheduler::Page;
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use super::stored::{Step, Stored, record, written};
use crate::domain::project_call::ProjectCall;
use crate::error::Error;

/// Names the aggregate in subjects and in the record.
pub const AGGREGATE: &str = "project_call";

/// What a list is narrowed to; everything given must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    pub state: Option<String>,
    pub event: Option<Uuid>,
    pub tenant: Option<String>,
}

/// Adds a call; its first event is published with it.
pub async fn insert(
    write: &mut Write,
    tenant: &str,
    call: ProjectCall,
    event: &'static str,
) -> Result<Stored<ProjectCall>, Error> {
    write.in_tenant(tenant);
    parties::open(write, call.id, tenant, &call.organiser, &[]).await?;
    let stored = Stored::new(call, tenant, 1);
    let call = &stored.body;
    sqlx::query(
        "INSERT INTO project_call (id, tenant, version, event_sequence, state, event_id, closes_on, body, create_time, update_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)",
    )
    .bind(call.id)
    .bind(tenant)
    .bind(call.version)
    .bind(stored.event_sequence)
    .bind(call.state.as_str())
    .bind(call.event)
    .bind(call.closes_on)
    .bind(Json(call))
    .bind(stored.create_time)
    .execute(&mut **write)
    .await?;
    record(write, step(call, event, ""));
    Ok(stored)
}

/// Saves a call after a step; its one event is published under the sequence in the answer.
pub async fn save(
    write: &mut Write,
    before: &Stored<ProjectCall>,
    after: ProjectCall,
    event: &'static str,
) -> Result<Stored<ProjectCall>, Error> {
    write.in_tenant(&before.tenant);
    let after = before.moved_to(after);
    let call = &after.body;
    let done = sqlx::query(
        "UPDATE project_call SET version = $3, event_sequence = $4, state = $5, body = $6, update_time = $7
          WHERE id = $1 AND version = $2",
    )
    .bind(call.id)
    .bind(before.body.version)
    .bind(call.version)
    .bind(after.event_sequence)
    .bind(call.state.as_str())
    .bind(Json(call))
    .bind(after.update_time)
    .execute(&mut **write)
    .await?;
    written(&done)?;
    record(write, step(call, event, before.body.state.as_str()));
    Ok(after)
}

fn step(call: &ProjectCall, event: &'static str, from: &'static str) -> Step {
    Step {
        action: "project_call.moved",
        aggregate: AGGREGATE,
        id: call.id,
        version: call.version,
        event,
        from,
        to: call.state.as_str(),
    }
}

/// The call; everybody reads calls.
pub async fn find(
    connection: &mut PgConnection,
    id: Uuid,
) -> Result<Option<Stored<ProjectCall>>, Error> {
    let found = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM project_call WHERE id = $1",
    )
    .bind(id)
    .fetch_optional(connection)
    .await?;
    Ok(found)
}

/// The call, held until the transaction ends; nothing where the caller may not write it.
pub async fn lock(write: &mut Write, id: Uuid) -> Result<Option<Stored<ProjectCall>>, Error> {
    let found = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM project_call WHERE id = $1 FOR UPDATE",
    )
    .bind(id)
    .fetch_optional(&mut **write)
    .await?;
    Ok(found)
}

/// One page of calls, newest first, and one row more.
pub async fn list(
    connection: &mut PgConnection,
    filter: &Filter,
    after: Option<&SortedPlace>,
    size: i64,
) -> Result<Vec<Stored<ProjectCall>>, Error> {
    let mut list = Listing::of("project_call");
    list.equal("state", &filter.state);
    list.is("event_id", filter.event);
    list.equal("tenant", &filter.tenant);
    Ok(list.page(connection, (None, true), after, size).await?)
}

/// Open calls whose last day has passed, by that day.
pub async fn over(
    connection: &mut PgConnection,
    page: Page,
) -> Result<Vec<Stored<ProjectCall>>, Error> {
    let rows = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM project_call
          WHERE state = 'OPEN' AND closes_on + 1 <= $1 AND (closes_on + 1, id) > ($2, $3)
          ORDER BY closes_on + 1, id LIMIT $4",
    )
    .bind(page.today)
    .bind(page.after_day)
    .bind(page.after_id)
    .bind(page.limit)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}
