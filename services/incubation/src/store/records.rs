//! What a carrier has and does, kept alike: units, mentors, logs of mentoring, services, investments, activities.
use chrono::{Datelike, NaiveDate};
use kezhuan_database::{OnConstraint, Write};
use kezhuan_law::Fen;
use kezhuan_law::refused::Refused;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::types::Json;
use sqlx::{PgConnection, Postgres, QueryBuilder};
use uuid::Uuid;

use super::listing::{Listing, SortedPlace};
use super::stored::{Step, Stored, record, written};
use crate::domain::support::Investment;
use crate::error::Error;

/// One kind of record: its table, and the columns beside its body.
pub trait Record: Serialize + DeserializeOwned + Clone + Send + Sync + Unpin + 'static {
    const TABLE: &'static str;
    /// Names the aggregate in subjects and in the record.
    const AGGREGATE: &'static str;
    /// What its creation publishes.
    const CREATED: &'static str;

    fn id(&self) -> Uuid;
    fn version(&self) -> i64;
    fn carrier(&self) -> Uuid;
    /// `None` of what is of no single tenant.
    fn tenancy(&self) -> Option<Uuid>;
    /// When it was, or from when it holds.
    fn happened_on(&self) -> NaiveDate;

    /// Where it stands; most stand where they were made.
    fn state(&self) -> &'static str {
        "RECORDED"
    }

    /// A constraint that a second of its kind breaks, and what is said then.
    fn taken() -> Option<(&'static str, Refused)> {
        None
    }
}

/// What a list is narrowed to; everything given must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    pub carrier: Option<Uuid>,
    pub tenancy: Option<Uuid>,
    pub state: Option<String>,
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
}

/// Adds a record; its one event is published with it.
pub async fn insert<R: Record>(
    write: &mut Write,
    tenant: &str,
    body: R,
) -> Result<Stored<R>, Error> {
    write.in_tenant(tenant);
    let stored = Stored::new(body, tenant, 1);
    let body = &stored.body;
    let mut query = QueryBuilder::<Postgres>::new("INSERT INTO ");
    query.push(R::TABLE).push(
        " (id, tenant, version, event_sequence, state, carrier_id, tenancy_id, happened_on, body, create_time, update_time)
          VALUES (",
    );
    let mut values = query.separated(", ");
    values.push_bind(body.id()).push_bind(tenant.to_owned());
    values
        .push_bind(body.version())
        .push_bind(stored.event_sequence);
    values.push_bind(body.state()).push_bind(body.carrier());
    values
        .push_bind(body.tenancy())
        .push_bind(body.happened_on());
    values.push_bind(Json(body.clone()));
    values
        .push_bind(stored.create_time)
        .push_bind(stored.update_time);
    query.push(")");
    let done = query.build().execute(&mut **write).await;
    match R::taken() {
        Some((name, refused)) => done.on_constraint(name, Error::from(refused))?,
        None => done?,
    };
    record(write, step(body, R::CREATED, ""));
    Ok(stored)
}

/// Saves a record after a step; its one event is published under the sequence in the answer.
pub async fn save<R: Record>(
    write: &mut Write,
    before: &Stored<R>,
    after: R,
    event: &'static str,
) -> Result<Stored<R>, Error> {
    write.in_tenant(&before.tenant);
    let after = before.moved_to(after);
    let body = &after.body;
    let mut query = QueryBuilder::<Postgres>::new("UPDATE ");
    query
        .push(R::TABLE)
        .push(" SET version = ")
        .push_bind(body.version());
    query
        .push(", event_sequence = ")
        .push_bind(after.event_sequence);
    query.push(", state = ").push_bind(body.state());
    query.push(", body = ").push_bind(Json(body.clone()));
    query.push(", update_time = ").push_bind(after.update_time);
    query.push(" WHERE id = ").push_bind(body.id());
    query
        .push(" AND version = ")
        .push_bind(before.body.version());
    let done = query.build().execute(&mut **write).await?;
    written(&done)?;
    record(write, step(body, event, before.body.state()));
    Ok(after)
}

/// The record, or nothing where the caller may not see it.
pub async fn find<R: Record>(
    connection: &mut PgConnection,
    id: Uuid,
) -> Result<Option<Stored<R>>, Error> {
    let mut query = selected::<R>();
    query.push(" WHERE id = ").push_bind(id);
    Ok(query.build_query_as().fetch_optional(connection).await?)
}

/// The record, held until the transaction ends.
pub async fn lock<R: Record>(write: &mut Write, id: Uuid) -> Result<Option<Stored<R>>, Error> {
    let mut query = selected::<R>();
    query.push(" WHERE id = ").push_bind(id).push(" FOR UPDATE");
    Ok(query.build_query_as().fetch_optional(&mut **write).await?)
}

/// Every record of a carrier that the caller may read.
pub async fn of_carrier<R: Record>(
    connection: &mut PgConnection,
    carrier: Uuid,
) -> Result<Vec<R>, Error> {
    let mut query = selected::<R>();
    query
        .push(" WHERE carrier_id = ")
        .push_bind(carrier)
        .push(" ORDER BY id");
    let rows: Vec<Stored<R>> = query.build_query_as().fetch_all(connection).await?;
    Ok(rows.into_iter().map(|row| row.body).collect())
}

/// What was paid up to a tenant, by year, as far as the caller may read it.
pub async fn invested_in(
    connection: &mut PgConnection,
    tenancy: Uuid,
) -> Result<Vec<(i32, Fen)>, Error> {
    let rows: Vec<Stored<Investment>> = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM investment WHERE tenancy_id = $1 ORDER BY id",
    )
    .bind(tenancy)
    .fetch_all(connection)
    .await?;
    let paid = rows
        .iter()
        .map(|row| (row.body.paid_up_on.year(), row.body.amount));
    Ok(paid.collect())
}

/// One page of the records the caller may read, newest first, and one row more.
pub async fn list<R: Record>(
    connection: &mut PgConnection,
    filter: &Filter,
    after: Option<&SortedPlace>,
    size: i64,
) -> Result<Vec<Stored<R>>, Error> {
    let mut list = Listing::of(R::TABLE);
    list.is("carrier_id", filter.carrier);
    list.is("tenancy_id", filter.tenancy);
    list.equal("state", &filter.state);
    list.from("happened_on", filter.from);
    list.to("happened_on", filter.to);
    Ok(list.page(connection, (None, true), after, size).await?)
}

/// Where a page that ends with this record goes on.
pub fn place<R: Record>(last: &Stored<R>) -> SortedPlace {
    SortedPlace {
        create_time: last.create_time,
        day: None,
        id: last.body.id(),
    }
}

fn selected<R: Record>() -> QueryBuilder<Postgres> {
    let mut query = QueryBuilder::<Postgres>::new(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM ",
    );
    query.push(R::TABLE);
    query
}

fn step<R: Record>(body: &R, event: &'static str, from: &'static str) -> Step {
    Step {
        action: "record.kept",
        aggregate: R::AGGREGATE,
        id: body.id(),
        version: body.version(),
        event,
        from,
        to: body.state(),
    }
}
