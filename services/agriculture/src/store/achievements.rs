//! Achievements in Postgres: the body is the aggregate, the columns beside it are searched and constrained.
use chrono::NaiveDate;
use kezhuan_cases::listing::{Listing, SortedPlace};
use kezhuan_cases::parties;
use kezhuan_database::{OnConstraint, Write};
use kezhuan_rpc::page;
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use super::stored::{Step, Stored, record, written};
use crate::domain::achievement::Achievement;
use crate::domain::refused::Refused;
use crate::error::Error;

/// Names the aggregate in subjects and in the record.
pub const AGGREGATE: &str = "achievement";

/// What a list is narrowed to; everything given must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    pub state: Option<String>,
    pub kind: Option<String>,
    pub base: Option<Uuid>,
    pub operator: Option<String>,
    pub tenant: Option<String>,
    pub happened_from: Option<NaiveDate>,
    pub happened_to: Option<NaiveDate>,
}

/// Lists are sorted by when achievements were reported.
#[derive(Debug, Clone, Copy)]
pub struct Told;

/// Adds a reported achievement; its first event is published with it.
pub async fn insert(
    write: &mut Write,
    tenant: &str,
    achievement: Achievement,
    event: &'static str,
) -> Result<Stored<Achievement>, Error> {
    write.in_tenant(tenant);
    parties::open(write, achievement.id, tenant, &achievement.operator, &[]).await?;
    let stored = Stored::new(achievement, tenant, 1);
    let achievement = &stored.body;
    sqlx::query(
        "INSERT INTO achievement (id, tenant, version, event_sequence, state, base_id, operator, kind, reference, happened_on,
                                  body, create_time, update_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12)",
    )
    .bind(achievement.id)
    .bind(tenant)
    .bind(achievement.version)
    .bind(stored.event_sequence)
    .bind(achievement.state.as_str())
    .bind(achievement.base)
    .bind(&achievement.operator)
    .bind(achievement.kind.as_str())
    .bind(&achievement.reference)
    .bind(achievement.happened_on)
    .bind(Json(achievement))
    .bind(stored.create_time)
    .execute(&mut **write)
    .await
    .on_constraint("achievement_reference_key", Error::from(reported_before()))?;
    record(write, step(achievement, event, ""));
    Ok(stored)
}

fn reported_before() -> Refused {
    Refused::new(
        "ACHIEVEMENT_REPORTED",
        "同类成果中该编号已申报，同一成果只计一次",
        "that number of this kind is reported already: an achievement counts once",
    )
}

/// Saves an achievement after a step; its one event is published under the sequence in the answer.
pub async fn save(
    write: &mut Write,
    before: &Stored<Achievement>,
    after: Achievement,
    event: &'static str,
) -> Result<Stored<Achievement>, Error> {
    write.in_tenant(&before.tenant);
    let after = before.moved_to(after);
    let achievement = &after.body;
    let done = sqlx::query(
        "UPDATE achievement SET version = $3, event_sequence = $4, state = $5, body = $6, update_time = $7
          WHERE id = $1 AND version = $2",
    )
    .bind(achievement.id)
    .bind(before.body.version)
    .bind(achievement.version)
    .bind(after.event_sequence)
    .bind(achievement.state.as_str())
    .bind(Json(achievement))
    .bind(after.update_time)
    .execute(&mut **write)
    .await?;
    written(&done)?;
    record(write, step(achievement, event, before.body.state.as_str()));
    Ok(after)
}

fn step(achievement: &Achievement, event: &'static str, from: &'static str) -> Step {
    Step {
        action: "achievement.moved",
        aggregate: AGGREGATE,
        id: achievement.id,
        version: achievement.version,
        event,
        from,
        to: achievement.state.as_str(),
    }
}

/// The achievement, or nothing where the caller may not see it.
pub async fn find(
    connection: &mut PgConnection,
    id: Uuid,
) -> Result<Option<Stored<Achievement>>, Error> {
    let found = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM achievement WHERE id = $1",
    )
    .bind(id)
    .fetch_optional(connection)
    .await?;
    Ok(found)
}

/// The achievement, held until the transaction ends; nothing where the caller may not write it.
pub async fn lock(write: &mut Write, id: Uuid) -> Result<Option<Stored<Achievement>>, Error> {
    let found = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM achievement WHERE id = $1 FOR UPDATE",
    )
    .bind(id)
    .fetch_optional(&mut **write)
    .await?;
    Ok(found)
}

/// One page of the achievements the caller may read, and one row more.
pub async fn list(
    connection: &mut PgConnection,
    filter: &Filter,
    order: page::Order<Told>,
    after: Option<&SortedPlace>,
    size: i64,
) -> Result<Vec<Stored<Achievement>>, Error> {
    let mut list = Listing::of("achievement");
    list.equal("state", &filter.state);
    list.equal("kind", &filter.kind);
    list.is("base_id", filter.base);
    list.equal("operator", &filter.operator);
    list.equal("tenant", &filter.tenant);
    list.from("happened_on", filter.happened_from);
    list.to("happened_on", filter.happened_to);
    Ok(list
        .page(connection, (None, order.descending), after, size)
        .await?)
}
