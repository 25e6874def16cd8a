//! Registrations in Postgres: the body is the aggregate, the columns beside it are searched and constrained.
use kezhuan_cases::listing::{Listing, SortedPlace};
use kezhuan_cases::parties::APPLICANT;
use kezhuan_database::Write;
use sqlx::types::Json;
use sqlx::{FromRow, PgConnection, Row};
use uuid::Uuid;

use super::stored::{Step, Stored, record, written};
use crate::domain::registration::{Decided, Eligible, Places, Registration};
use crate::error::Error;

/// Names the aggregate in subjects and in the record.
pub const AGGREGATE: &str = "registration";

/// Whose event it is.
const ORGANISER: &str = "ORGANISER";

/// What a list is narrowed to; everything given must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    pub event: Option<Uuid>,
    pub state: Option<String>,
    pub role: Option<String>,
    pub organisation: Option<String>,
    pub person: Option<String>,
}

/// Adds a registration and its parties, and saves the places that count it, in one round trip.
pub async fn insert(
    write: &mut Write,
    tenant: &str,
    decided: &Decided,
    places: &Places,
) -> Result<Stored<Registration>, Error> {
    write.in_tenant(tenant);
    let stored = Stored::new(decided.registration.clone(), tenant, 1);
    let registration = &stored.body;
    sqlx::query(
        "WITH counted AS (UPDATE event_places SET body = $17 WHERE event_id = $6),
              parties AS (INSERT INTO case_party (case_id, organisation, capacity, tenant)
                          VALUES ($1, $9, $18, $2), ($1, $19, $20, $2) ON CONFLICT DO NOTHING)
         INSERT INTO registration (id, tenant, version, event_sequence, state, event_id, role, place, organisation, person,
                                   is_local, is_held, outside_max, body, create_time, update_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
    )
    .bind(registration.id)
    .bind(tenant)
    .bind(registration.version)
    .bind(stored.event_sequence)
    .bind(registration.state.as_str())
    .bind(registration.event)
    .bind(registration.role.as_str())
    .bind(registration.place)
    .bind(&registration.organisation)
    .bind(&registration.person)
    .bind(registration.is_local)
    .bind(registration.limits.is_held)
    .bind(registration.limits.outside_max)
    .bind(Json(registration))
    .bind(stored.create_time)
    .bind(stored.update_time)
    .bind(Json(places))
    .bind(APPLICANT)
    .bind(&places.organiser)
    .bind(ORGANISER)
    .execute(&mut **write)
    .await?;
    let (happened, from) = (decided.happened.name(), decided.from.as_str());
    record(write, step(registration, happened, from));
    Ok(stored)
}

/// Saves a registration after a step; its one message is published under the sequence in the answer.
pub async fn save(
    write: &mut Write,
    before: &Stored<Registration>,
    decided: &Decided,
) -> Result<Stored<Registration>, Error> {
    write.in_tenant(&before.tenant);
    let after = before.moved_to(decided.registration.clone());
    let registration = &after.body;
    let done = sqlx::query(
        "UPDATE registration SET version = $3, event_sequence = $4, state = $5, is_held = $6, outside_max = $7, body = $8,
                                 update_time = $9
          WHERE id = $1 AND version = $2",
    )
    .bind(registration.id)
    .bind(before.body.version)
    .bind(registration.version)
    .bind(after.event_sequence)
    .bind(registration.state.as_str())
    .bind(registration.limits.is_held)
    .bind(registration.limits.outside_max)
    .bind(Json(registration))
    .bind(after.update_time)
    .execute(&mut **write)
    .await?;
    written(&done)?;
    let (happened, from) = (decided.happened.name(), decided.from.as_str());
    record(write, step(registration, happened, from));
    Ok(after)
}

fn step(registration: &Registration, happened: &'static str, from: &'static str) -> Step {
    Step {
        action: "registration.moved",
        aggregate: AGGREGATE,
        id: registration.id,
        version: registration.version,
        event: happened,
        from,
        to: registration.state.as_str(),
    }
}

/// The registration, or nothing where the caller may not see it.
pub async fn find(
    connection: &mut PgConnection,
    id: Uuid,
) -> Result<Option<Stored<Registration>>, Error> {
    let found = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM registration WHERE id = $1",
    )
    .bind(id)
    .fetch_optional(connection)
    .await?;
    Ok(found)
}

/// The registration, held until the transaction ends; nothing where the caller may not write it.
pub async fn lock(write: &mut Write, id: Uuid) -> Result<Option<Stored<Registration>>, Error> {
    let found = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM registration WHERE id = $1 FOR UPDATE",
    )
    .bind(id)
    .fetch_optional(&mut **write)
    .await?;
    Ok(found)
}

/// These registrations, held in the order of their ids, so that two doors never wait for each other.
pub async fn lock_all(write: &mut Write, ids: &[Uuid]) -> Result<Vec<Stored<Registration>>, Error> {
    let found = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM registration
          WHERE id = ANY ($1) ORDER BY id FOR UPDATE",
    )
    .bind(ids)
    .fetch_all(&mut **write)
    .await?;
    Ok(found)
}

/// What an organisation has of an event already: the one registration of a person, and how many there are of all its people, those
/// aside that are cancelled or refused. In one statement, as the event's places are held meanwhile.
pub async fn of_organisation(
    write: &mut Write,
    event: Uuid,
    (organisation, person): (&str, &str),
) -> Result<(Option<Stored<Registration>>, i64), Error> {
    let row = sqlx::query(
        "SELECT own.body, own.tenant, own.event_sequence, own.create_time, own.update_time,
                (SELECT count(*) FROM registration other
                  WHERE other.event_id = $1 AND other.organisation = $2
                    AND other.state NOT IN ('CANCELLED', 'REFUSED')) AS registrations
           FROM (VALUES ($1::uuid)) AS asked (event_id)
           LEFT JOIN registration own
             ON own.event_id = asked.event_id AND own.organisation = $2 AND own.person = $3
                AND own.state NOT IN ('CANCELLED', 'REFUSED')",
    )
    .bind(event)
    .bind(organisation)
    .bind(person)
    .fetch_one(&mut **write)
    .await?;
    let is_there = row.try_get::<Option<String>, _>("tenant")?.is_some();
    let own = match is_there {
        true => Some(Stored::<Registration>::from_row(&row)?),
        false => None,
    };
    Ok((own, row.try_get("registrations")?))
}

/// The first who waits among those that may have a place now, held until the transaction ends.
pub async fn first_waiting(
    write: &mut Write,
    event: Uuid,
    among: &Eligible,
) -> Result<Option<Stored<Registration>>, Error> {
    let found = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM registration
          WHERE event_id = $1 AND role = $2 AND state = 'WAITLISTED'
            AND ($3 OR (NOT is_held AND (is_local OR outside_max IS NULL OR outside_max > $4)))
          ORDER BY place LIMIT 1 FOR UPDATE",
    )
    .bind(event)
    .bind(among.role.as_str())
    .bind(among.is_everybody)
    .bind(among.outsiders)
    .fetch_optional(&mut **write)
    .await?;
    Ok(found)
}

/// Keeps of every name of an event its first character: 个人信息保护法 has the rest go when it is needed no more.
pub async fn forget_names(write: &mut Write, event: Uuid) -> Result<(), Error> {
    sqlx::query(
        "UPDATE registration
            SET body = jsonb_set(body, '{person_name}', to_jsonb(left(body->>'person_name', 1) || '*'))
          WHERE event_id = $1",
    )
    .bind(event)
    .execute(&mut **write)
    .await?;
    Ok(())
}

/// One page of the registrations the caller may read, and one row more.
pub async fn list(
    connection: &mut PgConnection,
    filter: &Filter,
    descending: bool,
    after: Option<&SortedPlace>,
    size: i64,
) -> Result<Vec<Stored<Registration>>, Error> {
    let mut list = Listing::of("registration");
    list.is("event_id", filter.event);
    list.equal("state", &filter.state);
    list.equal("role", &filter.role);
    list.equal("organisation", &filter.organisation);
    list.equal("person", &filter.person);
    let sorted = (None, descending);
    Ok(list.page(connection, sorted, after, size).await?)
}
