//! Trials in Postgres: the body is the aggregate, the columns beside it are searched and constrained.
use kezhuan_cases::listing::{Listing, SortedPlace};
use kezhuan_cases::parties;
use kezhuan_database::Write;
use kezhuan_rpc::page;
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use super::stored::{Step, Stored, record, written};
use crate::domain::trial::Trial;
use crate::error::Error;

/// Names the aggregate in subjects and in the record.
pub const AGGREGATE: &str = "trial";
/// As what an expert's organisation has a part in a trial.
const EXPERT: &str = "EXPERT";

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

/// Lists are sorted by when trials were planned.
#[derive(Debug, Clone, Copy)]
pub struct Planned;

/// Adds a planned trial; its first event is published with it.
pub async fn insert(
    write: &mut Write,
    tenant: &str,
    trial: Trial,
    event: &'static str,
) -> Result<Stored<Trial>, Error> {
    write.in_tenant(tenant);
    parties::open(write, trial.id, tenant, &trial.operator, &[]).await?;
    let stored = Stored::new(trial, tenant, 1);
    let trial = &stored.body;
    sqlx::query(
        "INSERT INTO trial (id, tenant, version, event_sequence, state, base_id, operator, variety_id, check_id, crop,
                            season, body, create_time, update_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13)",
    )
    .bind(trial.id)
    .bind(tenant)
    .bind(trial.version)
    .bind(stored.event_sequence)
    .bind(trial.state.as_str())
    .bind(trial.base)
    .bind(&trial.operator)
    .bind(trial.variety)
    .bind(trial.check)
    .bind(trial.crop.as_str())
    .bind(trial.season.to_string())
    .bind(Json(trial))
    .bind(stored.create_time)
    .execute(&mut **write)
    .await?;
    record(write, step(trial, event, ""));
    Ok(stored)
}

/// Saves a trial after a step, and lets the organisations of its experts in; its one event is published under the sequence
/// in the answer.
pub async fn save(
    write: &mut Write,
    before: &Stored<Trial>,
    after: Trial,
    event: &'static str,
) -> Result<Stored<Trial>, Error> {
    write.in_tenant(&before.tenant);
    let after = before.moved_to(after);
    let trial = &after.body;
    if trial.panel.seats.len() > before.body.panel.seats.len() {
        let seats = trial.panel.seats.iter();
        let experts = seats.map(|seat| (seat.expert.organisation.as_str(), EXPERT));
        let experts: Vec<(&str, &str)> = experts.collect();
        parties::admit(write, trial.id, &before.tenant, &experts).await?;
    }
    let done = sqlx::query(
        "UPDATE trial SET version = $3, event_sequence = $4, state = $5, body = $6, update_time = $7
          WHERE id = $1 AND version = $2",
    )
    .bind(trial.id)
    .bind(before.body.version)
    .bind(trial.version)
    .bind(after.event_sequence)
    .bind(trial.state.as_str())
    .bind(Json(trial))
    .bind(after.update_time)
    .execute(&mut **write)
    .await?;
    written(&done)?;
    record(write, step(trial, event, before.body.state.as_str()));
    Ok(after)
}

fn step(trial: &Trial, event: &'static str, from: &'static str) -> Step {
    Step {
        action: "trial.moved",
        aggregate: AGGREGATE,
        id: trial.id,
        version: trial.version,
        event,
        from,
        to: trial.state.as_str(),
    }
}

/// The trial, or nothing where the caller may not see it.
pub async fn find(connection: &mut PgConnection, id: Uuid) -> Result<Option<Stored<Trial>>, Error> {
    let found = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM trial WHERE id = $1",
    )
    .bind(id)
    .fetch_optional(connection)
    .await?;
    Ok(found)
}

/// The trial, held until the transaction ends; nothing where the caller may not write it.
pub async fn lock(write: &mut Write, id: Uuid) -> Result<Option<Stored<Trial>>, Error> {
    let found = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM trial WHERE id = $1 FOR UPDATE",
    )
    .bind(id)
    .fetch_optional(&mut **write)
    .await?;
    Ok(found)
}

/// One page of the trials the caller may read, and one row more.
pub async fn list(
    connection: &mut PgConnection,
    filter: &Filter,
    order: page::Order<Planned>,
    after: Option<&SortedPlace>,
    size: i64,
) -> Result<Vec<Stored<Trial>>, Error> {
    let mut list = Listing::of("trial");
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

/// Trials that wait for a person since before an entry for a rule of the city's or their county's was adopted; in the order
/// of their ids.
pub async fn waiting(
    connection: &mut PgConnection,
    after: Uuid,
    limit: i64,
) -> Result<Vec<Stored<Trial>>, Error> {
    let rows = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM trial
          WHERE state = 'MANUAL' AND id > $1
            AND EXISTS (SELECT FROM rule_entry entry
                         WHERE entry.tenant IN (trial.tenant, agriculture_city(trial.tenant))
                           AND split_part(entry.hook, '@', 1) = 'agr.trial.accept'
                           AND entry.adopt_time > trial.update_time)
          ORDER BY id LIMIT $2",
    )
    .bind(after)
    .bind(limit)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}
