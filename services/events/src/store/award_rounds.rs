//! Rounds of the award in Postgres: the body is the aggregate, the columns beside it are searched and constrained.
use kezhuan_cases::Listing;
use kezhuan_cases::listing::SortedPlace;
use kezhuan_database::{OnConstraint, Write};
use kezhuan_law::regions::PREFECTURE;
use kezhuan_scheduler::Page;
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use super::stored::{Step, Stored, record, written};
use crate::domain::award_round::AwardRound;
use crate::domain::refused::Refused;
use crate::error::Error;

/// Names the aggregate in subjects and in the record.
pub const AGGREGATE: &str = "award_round";

/// What a list is narrowed to; everything given must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    pub state: Option<String>,
    pub code: Option<String>,
}

/// Adds a round; its first event is published with it.
pub async fn insert(
    write: &mut Write,
    round: AwardRound,
    event: &'static str,
) -> Result<Stored<AwardRound>, Error> {
    write.in_tenant(PREFECTURE);
    let stored = Stored::new(round, PREFECTURE, 1);
    let round = &stored.body;
    sqlx::query(
        "INSERT INTO award_round (id, tenant, version, event_sequence, state, code, closes_on, body, create_time, update_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)",
    )
    .bind(round.id)
    .bind(PREFECTURE)
    .bind(round.version)
    .bind(stored.event_sequence)
    .bind(round.state.as_str())
    .bind(&round.code)
    .bind(round.closes_on)
    .bind(Json(round))
    .bind(stored.create_time)
    .execute(&mut **write)
    .await
    .on_constraint("award_round_code_key", Error::from(code_taken()))?;
    record(write, step(round, event, ""));
    Ok(stored)
}

/// Saves a round after a step; its one event is published under the sequence in the answer.
pub async fn save(
    write: &mut Write,
    before: &Stored<AwardRound>,
    after: AwardRound,
    event: &'static str,
) -> Result<Stored<AwardRound>, Error> {
    write.in_tenant(&before.tenant);
    let after = before.moved_to(after);
    let round = &after.body;
    let done = sqlx::query(
        "UPDATE award_round SET version = $3, event_sequence = $4, state = $5, body = $6, update_time = $7, closes_on = $8
          WHERE id = $1 AND version = $2",
    )
    .bind(round.id)
    .bind(before.body.version)
    .bind(round.version)
    .bind(after.event_sequence)
    .bind(round.state.as_str())
    .bind(Json(round))
    .bind(after.update_time)
    .bind(round.closes_on)
    .execute(&mut **write)
    .await?;
    written(&done)?;
    record(write, step(round, event, before.body.state.as_str()));
    Ok(after)
}

fn step(round: &AwardRound, event: &'static str, from: &'static str) -> Step {
    Step {
        action: "award_round.moved",
        aggregate: AGGREGATE,
        id: round.id,
        version: round.version,
        event,
        from,
        to: round.state.as_str(),
    }
}

fn code_taken() -> Refused {
    Refused::new(
        "ROUND_CODE_TAKEN",
        "该轮次代码已被使用",
        "another round has that code",
    )
}

/// The round; everybody reads rounds.
pub async fn find(
    connection: &mut PgConnection,
    id: Uuid,
) -> Result<Option<Stored<AwardRound>>, Error> {
    let found = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM award_round WHERE id = $1",
    )
    .bind(id)
    .fetch_optional(connection)
    .await?;
    Ok(found)
}

/// The round, held until the transaction ends; nothing where the caller may not write it.
pub async fn lock(write: &mut Write, id: Uuid) -> Result<Option<Stored<AwardRound>>, Error> {
    let found = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM award_round WHERE id = $1 FOR UPDATE",
    )
    .bind(id)
    .fetch_optional(&mut **write)
    .await?;
    Ok(found)
}

/// One page of rounds, newest first, and one row more.
pub async fn list(
    connection: &mut PgConnection,
    filter: &Filter,
    after: Option<&SortedPlace>,
    size: i64,
) -> Result<Vec<Stored<AwardRound>>, Error> {
    let mut list = Listing::of("award_round");
    list.equal("state", &filter.state);
    list.equal("code", &filter.code);
    Ok(list.page(connection, (None, true), after, size).await?)
}

/// Open rounds whose last day has passed, by that day.
pub async fn over(
    connection: &mut PgConnection,
    page: Page,
) -> Result<Vec<Stored<AwardRound>>, Error> {
    let rows = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM award_round
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
