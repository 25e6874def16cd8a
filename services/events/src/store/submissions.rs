//! Needs and achievements in Postgres: the body is the aggregate, the columns beside it are searched and constrained.
use chrono::{DateTime, Utc};
use kezhuan_cases::listing::{Listing, SortedPlace};
use kezhuan_cases::parties;
use kezhuan_database::Write;
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use super::projects::ORGANISER;
use super::stored::{Step, Stored, record, written};
use crate::domain::matching::RuleSaid;
use crate::domain::submission::{Kind, Submission};
use crate::error::Error;

/// Name the aggregates in subjects and in the record.
pub const NEED: &str = "need";
pub const ACHIEVEMENT: &str = "achievement";

/// What a list is narrowed to; everything given must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    pub state: Option<String>,
    pub event: Option<Uuid>,
    pub organisation: Option<String>,
    pub chain: Option<String>,
}

/// What a matching run compares: what was submitted to its event before it was started.
#[derive(Debug, Clone, Copy)]
pub struct Matched {
    pub matching: Uuid,
    /// The run's.
    pub version: i64,
    pub event: Uuid,
    pub started: DateTime<Utc>,
}

/// The aggregate of that kind.
pub const fn aggregate(kind: Kind) -> &'static str {
    match kind {
        Kind::Need => NEED,
        Kind::Achievement => ACHIEVEMENT,
    }
}

const fn action(kind: Kind) -> &'static str {
    match kind {
        Kind::Need => "need.moved",
        Kind::Achievement => "achievement.moved",
    }
}

/// Adds one; its first event is published with it.
pub async fn insert(
    write: &mut Write,
    (tenant, organiser): (&str, &str),
    submission: Submission,
    event: &'static str,
) -> Result<Stored<Submission>, Error> {
    write.in_tenant(tenant);
    let others = [(organiser, ORGANISER)];
    let whose = submission.organisation.as_str();
    parties::open(write, submission.id, tenant, whose, &others).await?;
    let stored = Stored::new(submission, tenant, 1);
    let submission = &stored.body;
    sqlx::query(
        "INSERT INTO submission (id, tenant, kind, number, version, event_sequence, state, event_id, organisation, chain, body,
                                 create_time, update_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12)",
    )
    .bind(submission.id)
    .bind(tenant)
    .bind(submission.kind.as_str())
    .bind(&submission.number)
    .bind(submission.version)
    .bind(stored.event_sequence)
    .bind(submission.state.as_str())
    .bind(submission.event)
    .bind(&submission.organisation)
    .bind(&submission.form.chain)
    .bind(Json(submission))
    .bind(stored.create_time)
    .execute(&mut **write)
    .await?;
    record(write, step(submission, event, ""));
    Ok(stored)
}

/// Saves one after a step; its one event is published under the sequence in the answer.
pub async fn save(
    write: &mut Write,
    before: &Stored<Submission>,
    after: Submission,
    event: &'static str,
) -> Result<Stored<Submission>, Error> {
    write.in_tenant(&before.tenant);
    let after = before.moved_to(after);
    let submission = &after.body;
    let done = sqlx::query(
        "UPDATE submission SET version = $3, event_sequence = $4, state = $5, body = $6, update_time = $7
          WHERE id = $1 AND version = $2",
    )
    .bind(submission.id)
    .bind(before.body.version)
    .bind(submission.version)
    .bind(after.event_sequence)
    .bind(submission.state.as_str())
    .bind(Json(submission))
    .bind(after.update_time)
    .execute(&mut **write)
    .await?;
    written(&done)?;
    record(write, step(submission, event, before.body.state.as_str()));
    Ok(after)
}

fn step(submission: &Submission, event: &'static str, from: &'static str) -> Step {
    Step {
        action: action(submission.kind),
        aggregate: aggregate(submission.kind),
        id: submission.id,
        version: submission.version,
        event,
        from,
        to: submission.state.as_str(),
    }
}

/// One of that kind, as far as the caller may read it.
pub async fn find(
    connection: &mut PgConnection,
    kind: Kind,
    id: Uuid,
) -> Result<Option<Stored<Submission>>, Error> {
    let found = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM submission WHERE id = $1 AND kind = $2",
    )
    .bind(id)
    .bind(kind.as_str())
    .fetch_optional(connection)
    .await?;
    Ok(found)
}

/// One page of a kind, newest first, and one row more.
pub async fn list(
    connection: &mut PgConnection,
    kind: Kind,
    filter: &Filter,
    after: Option<&SortedPlace>,
    size: i64,
) -> Result<Vec<Stored<Submission>>, Error> {
    let mut list = Listing::of("submission");
    list.equal("kind", &Some(kind.as_str().to_owned()));
    list.equal("state", &filter.state);
    list.is("event_id", filter.event);
    list.equal("organisation", &filter.organisation);
    list.equal("chain", &filter.chain);
    Ok(list.page(connection, (None, true), after, size).await?)
}

/// Needs after one that a run has no list of yet, or one whose rule failed before the run was asked again; in the order of their
/// submission. Each list is looked up by itself: as a join it was compared with every need, while nobody had counted the new rows.
pub async fn needs_left(
    connection: &mut PgConnection,
    of: Matched,
    after: Uuid,
    size: i64,
) -> Result<Vec<Submission>, Error> {
    let rows: Vec<(Json<Submission>,)> = sqlx::query_as(
        "SELECT body FROM submission
          WHERE event_id = $1 AND kind = 'NEED' AND state = 'SUBMITTED' AND create_time <= $2
            AND id > $3
            AND coalesce((SELECT list.rule = $5 AND list.version < $6 FROM matching_list list
                           WHERE list.matching_id = $4 AND list.need_id = submission.id), true)
          ORDER BY id LIMIT $7",
    )
    .bind(of.event)
    .bind(of.started)
    .bind(after)
    .bind(of.matching)
    .bind(RuleSaid::Failed.as_str())
    .bind(of.version)
    .bind(size)
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(|(Json(body),)| body).collect())
}

/// Achievements after one, in the order of their submission.
pub async fn achievements(
    connection: &mut PgConnection,
    of: Matched,
    after: Uuid,
    size: i64,
) -> Result<Vec<Submission>, Error> {
    let rows: Vec<(Json<Submission>,)> = sqlx::query_as(
        "SELECT body FROM submission
          WHERE event_id = $1 AND kind = 'ACHIEVEMENT' AND state = 'SUBMITTED' AND create_time <= $2 AND id > $3
          ORDER BY id LIMIT $4",
    )
    .bind(of.event)
    .bind(of.started)
    .bind(after)
    .bind(size)
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(|(Json(body),)| body).collect())
}
