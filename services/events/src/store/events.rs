//! Events in Postgres: the body is the aggregate, the columns beside it are searched and constrained.
use chrono::NaiveDate;
use kezhuan_cases::listing::{Listing, SortedPlace};
use kezhuan_cases::parties;
use kezhuan_database::Write;
use kezhuan_rpc::page;
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use super::stored::{Step, Stored, record, written};
use crate::domain::event::Event;
use crate::error::Error;

/// Names the aggregate in subjects and in the record.
pub const AGGREGATE: &str = "event";

/// What a list is narrowed to; everything given must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    pub state: Option<String>,
    pub kind: Option<String>,
    pub tenant: Option<String>,
    pub organiser: Option<String>,
    pub starts_from: Option<NaiveDate>,
    pub starts_to: Option<NaiveDate>,
}

/// What a list is sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SortKey {
    CreateTime,
    StartsOn,
}

/// In which order.
pub type Order = page::Order<SortKey>;

impl SortKey {
    /// Where a page that ends with this row ends.
    pub fn place(self, row: &Stored<Event>) -> SortedPlace {
        SortedPlace {
            create_time: row.create_time,
            day: match self {
                SortKey::CreateTime => None,
                SortKey::StartsOn => Some(row.body.form.starts_on),
            },
            id: row.body.id,
        }
    }

    const fn column(self) -> Option<&'static str> {
        match self {
            SortKey::CreateTime => None,
            SortKey::StartsOn => Some("starts_on"),
        }
    }
}

/// Adds a draft; nobody hears of it before it is approved.
pub async fn insert(write: &mut Write, event: Event) -> Result<Stored<Event>, Error> {
    let tenant = event.division.clone();
    write.in_tenant(&tenant);
    parties::open(write, event.id, &tenant, &event.organiser, &[]).await?;
    let stored = Stored::new(event, &tenant, 0);
    let event = &stored.body;
    sqlx::query(
        "INSERT INTO event (id, tenant, number, version, event_sequence, state, kind, organiser, starts_on, ends_on,
                            registration_until, is_public, body, create_time, update_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14)",
    )
    .bind(event.id)
    .bind(&tenant)
    .bind(&event.number)
    .bind(event.version)
    .bind(stored.event_sequence)
    .bind(event.state.as_str())
    .bind(event.form.kind.as_str())
    .bind(&event.organiser)
    .bind(event.form.starts_on)
    .bind(event.form.ends_on)
    .bind(event.form.registration_until)
    .bind(event.is_public())
    .bind(Json(event))
    .bind(stored.create_time)
    .execute(&mut **write)
    .await?;
    record(write, step(event, "EventDrafted", ""));
    Ok(stored)
}

/// Saves a changed draft, of which nobody hears.
pub async fn save_edit(
    write: &mut Write,
    before: &Stored<Event>,
    event: Event,
) -> Result<Stored<Event>, Error> {
    let after = Stored {
        event_sequence: before.event_sequence,
        ..before.moved_to(event)
    };
    update(write, before, &after).await?;
    let from = before.body.state.as_str();
    record(write, step(&after.body, "EventEdited", from));
    Ok(after)
}

/// Saves an event after a step; its one message is published under the sequence in the answer.
pub async fn save(
    write: &mut Write,
    before: &Stored<Event>,
    event: Event,
    happened: &'static str,
) -> Result<Stored<Event>, Error> {
    let after = before.moved_to(event);
    update(write, before, &after).await?;
    let from = before.body.state.as_str();
    record(write, step(&after.body, happened, from));
    Ok(after)
}

async fn update(
    write: &mut Write,
    before: &Stored<Event>,
    after: &Stored<Event>,
) -> Result<(), Error> {
    write.in_tenant(&before.tenant);
    let event = &after.body;
    let done = sqlx::query(
        "UPDATE event SET version = $3, event_sequence = $4, state = $5, kind = $6, starts_on = $7, ends_on = $8,
                          registration_until = $9, is_public = $10, body = $11, update_time = $12
          WHERE id = $1 AND version = $2",
    )
    .bind(event.id)
    .bind(before.body.version)
    .bind(event.version)
    .bind(after.event_sequence)
    .bind(event.state.as_str())
    .bind(event.form.kind.as_str())
    .bind(event.form.starts_on)
    .bind(event.form.ends_on)
    .bind(event.form.registration_until)
    .bind(event.is_public())
    .bind(Json(event))
    .bind(after.update_time)
    .execute(&mut **write)
    .await?;
    Ok(written(&done)?)
}

fn step(event: &Event, happened: &'static str, from: &'static str) -> Step {
    Step {
        action: "event.moved",
        aggregate: AGGREGATE,
        id: event.id,
        version: event.version,
        event: happened,
        from,
        to: event.state.as_str(),
    }
}

/// The event, or nothing where the caller may not see it.
pub async fn find(connection: &mut PgConnection, id: Uuid) -> Result<Option<Stored<Event>>, Error> {
    let found = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM event WHERE id = $1",
    )
    .bind(id)
    .fetch_optional(connection)
    .await?;
    Ok(found)
}

/// The event, held until the transaction ends; nothing where the caller may not write it.
pub async fn lock(write: &mut Write, id: Uuid) -> Result<Option<Stored<Event>>, Error> {
    let found = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM event WHERE id = $1 FOR UPDATE",
    )
    .bind(id)
    .fetch_optional(&mut **write)
    .await?;
    Ok(found)
}

/// One page of the events the caller may read, and one row more.
pub async fn list(
    connection: &mut PgConnection,
    filter: &Filter,
    order: Order,
    after: Option<&SortedPlace>,
    size: i64,
) -> Result<Vec<Stored<Event>>, Error> {
    let mut list = Listing::of("event");
    list.equal("state", &filter.state);
    list.equal("kind", &filter.kind);
    list.equal("tenant", &filter.tenant);
    list.equal("organiser", &filter.organiser);
    list.from("starts_on", filter.starts_from);
    list.to("starts_on", filter.starts_to);
    let sorted = (order.key.column(), order.descending);
    Ok(list.page(connection, sorted, after, size).await?)
}
