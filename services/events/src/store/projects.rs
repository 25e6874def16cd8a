//! Projects in Postgres: the body is the aggregate, the columns beside it are searched and constrained.
use chrono::NaiveDate;
use kezhuan_cases::listing::{Listing, SortedPlace};
use kezhuan_cases::parties;
use kezhuan_database::Write;
use kezhuan_rpc::page;
use kezhuan_scheduler::Page;
use sqlx::postgres::PgRow;
use sqlx::types::Json;
use sqlx::{FromRow, PgConnection, Row};
use uuid::Uuid;

use super::agenda;
use super::stored::{Step, Stored, record, written};
use crate::domain::project::Project;
use crate::error::Error;

/// Names the aggregate in subjects and in the record.
pub const AGGREGATE: &str = "project";
/// Who scores a project.
const EXPERT: &str = "EXPERT";
/// Who runs the event of a project or of a negotiation.
pub(super) const ORGANISER: &str = "ORGANISER";

/// What a list is narrowed to; everything given must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    pub state: Option<String>,
    pub event: Option<Uuid>,
    pub call: Option<Uuid>,
    pub organisation: Option<String>,
    pub tenant: Option<String>,
}

/// Lists are sorted by when projects were handed in.
#[derive(Debug, Clone, Copy)]
pub struct HandedIn;

/// Adds a project that was handed in; its first event is published with it.
pub async fn insert(
    write: &mut Write,
    (tenant, organiser): (&str, &str),
    project: Project,
    event: &'static str,
) -> Result<Stored<Project>, Error> {
    write.in_tenant(tenant);
    let others = [(organiser, ORGANISER)];
    parties::open(write, project.id, tenant, &project.organisation, &others).await?;
    let stored = Stored::new(project, tenant, 1);
    let project = &stored.body;
    sqlx::query(
        "INSERT INTO project (id, tenant, number, version, event_sequence, state, event_id, call_id, organisation, body,
                              create_time, update_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11)",
    )
    .bind(project.id)
    .bind(tenant)
    .bind(&project.number)
    .bind(project.version)
    .bind(stored.event_sequence)
    .bind(project.state.as_str())
    .bind(project.event)
    .bind(project.call)
    .bind(&project.organisation)
    .bind(Json(project))
    .bind(stored.create_time)
    .execute(&mut **write)
    .await?;
    record(write, step(project, event, ""));
    Ok(stored)
}

/// Saves a project after a step, with its place in the agenda; its one event is published under the sequence in the answer.
/// Experts that were assigned are shown the case.
pub async fn save(
    write: &mut Write,
    before: &Stored<Project>,
    after: Project,
    event: &'static str,
) -> Result<Stored<Project>, Error> {
    write.in_tenant(&before.tenant);
    let after = before.moved_to(after);
    let project = &after.body;
    let done = sqlx::query(
        "UPDATE project SET version = $3, event_sequence = $4, state = $5, body = $6, update_time = $7
          WHERE id = $1 AND version = $2",
    )
    .bind(project.id)
    .bind(before.body.version)
    .bind(project.version)
    .bind(after.event_sequence)
    .bind(project.state.as_str())
    .bind(Json(project))
    .bind(after.update_time)
    .execute(&mut **write)
    .await?;
    written(&done)?;
    if project.slot != before.body.slot {
        agenda::place(write, &after).await?;
    }
    show_to_experts(write, &before.body, &after).await?;
    record(write, step(project, event, before.body.state.as_str()));
    Ok(after)
}

/// Who was assigned now becomes a party that scores.
async fn show_to_experts(
    write: &mut Write,
    before: &Project,
    after: &Stored<Project>,
) -> Result<(), Error> {
    let known = before.panel.as_ref().map_or(0, |panel| panel.seats.len());
    let seats = after.body.panel.iter().flat_map(|panel| &panel.seats);
    let new = seats
        .skip(known)
        .map(|seat| (seat.expert.organisation.as_str(), EXPERT));
    let new: Vec<(&str, &str)> = new.collect();
    parties::admit(write, after.body.id, &after.tenant, &new).await?;
    Ok(())
}

fn step(project: &Project, event: &'static str, from: &'static str) -> Step {
    Step {
        action: "project.moved",
        aggregate: AGGREGATE,
        id: project.id,
        version: project.version,
        event,
        from,
        to: project.state.as_str(),
    }
}

/// The project, or nothing where the caller may not see it: of an organisation that is nothing but its experts', `reader` sees it
/// who judges it.
pub async fn find(
    connection: &mut PgConnection,
    id: Uuid,
    reader: &str,
) -> Result<Option<Stored<Project>>, Error> {
    let found = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM project
          WHERE id = $1 AND judged_case_is_for(id, tenant, body, $2)",
    )
    .bind(id)
    .bind(reader)
    .fetch_optional(connection)
    .await?;
    Ok(found)
}

/// The project, held until the transaction ends; nothing where the caller may not write it.
pub async fn lock(write: &mut Write, id: Uuid) -> Result<Option<Stored<Project>>, Error> {
    let found = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM project WHERE id = $1 FOR UPDATE",
    )
    .bind(id)
    .fetch_optional(&mut **write)
    .await?;
    Ok(found)
}

/// Projects of a call that were selected. Exact while the call is held.
pub async fn selected_of(connection: &mut PgConnection, call: Uuid) -> Result<i64, Error> {
    let counted = sqlx::query_scalar(
        "SELECT count(*) FROM project WHERE call_id = $1 AND state IN ('SELECTED', 'PRESENTED')",
    )
    .bind(call)
    .fetch_one(connection)
    .await?;
    Ok(counted)
}

/// Whether a project of this organisation stands in a call.
pub async fn stands(
    connection: &mut PgConnection,
    call: Uuid,
    organisation: &str,
) -> Result<bool, Error> {
    let stands = sqlx::query_scalar(
        "SELECT EXISTS (SELECT FROM project
                         WHERE call_id = $1 AND organisation = $2 AND state NOT IN ('WITHDRAWN', 'REFUSED'))",
    )
    .bind(call)
    .bind(organisation)
    .fetch_one(connection)
    .await?;
    Ok(stands)
}

/// Whether people of who runs the event judged a project of a call, of those that the caller may read.
pub async fn organiser_judged(connection: &mut PgConnection, call: Uuid) -> Result<bool, Error> {
    let judged = sqlx::query_scalar(
        "SELECT EXISTS (SELECT FROM project WHERE call_id = $1 AND body->>'organiser_judged' = 'true')",
    )
    .bind(call)
    .fetch_one(connection)
    .await?;
    Ok(judged)
}

/// Open projects of cancelled events, with the day on which those were, by that day.
pub async fn of_cancelled(
    connection: &mut PgConnection,
    page: Page,
) -> Result<Vec<(Stored<Project>, NaiveDate)>, Error> {
    let rows: Vec<PgRow> = sqlx::query(
        "SELECT project.body, project.tenant, project.event_sequence, project.create_time, project.update_time,
                event.cancelled_on
           FROM project
           JOIN (SELECT id, (body->'cancellation'->>'on')::date AS cancelled_on FROM event
                  WHERE state = 'CANCELLED') event ON event.id = project.event_id
          WHERE project.state IN ('SUBMITTED', 'RETURNED', 'CHECKED', 'SELECTED')
            AND event.cancelled_on <= $1 AND (event.cancelled_on, project.id) > ($2, $3)
          ORDER BY event.cancelled_on, project.id LIMIT $4",
    )
    .bind(page.today)
    .bind(page.after_day)
    .bind(page.after_id)
    .bind(page.limit)
    .fetch_all(connection)
    .await?;
    let read = rows.iter().map(|row| {
        let cancelled_on = row.try_get("cancelled_on")?;
        Ok((Stored::from_row(row)?, cancelled_on))
    });
    read.collect::<Result<_, sqlx::Error>>()
        .map_err(Error::from)
}

/// One page of the projects the caller may read, and one row more.
pub async fn list(
    connection: &mut PgConnection,
    (filter, reader): (&Filter, &str),
    order: page::Order<HandedIn>,
    after: Option<&SortedPlace>,
    size: i64,
) -> Result<Vec<Stored<Project>>, Error> {
    let mut list = Listing::of("project");
    list.is_for("judged_case_is_for", reader);
    list.equal("state", &filter.state);
    list.is("event_id", filter.event);
    list.is("call_id", filter.call);
    list.equal("organisation", &filter.organisation);
    list.equal("tenant", &filter.tenant);
    Ok(list
        .page(connection, (None, order.descending), after, size)
        .await?)
}
