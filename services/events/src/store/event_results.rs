//! What came of events: intents and contracts apart, and of contracts only those that count by the card.
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use sqlx::postgres::PgRow;
use sqlx::{FromRow, PgConnection, Row};
use uuid::Uuid;

use crate::error::Error;

/// Which events; everything given must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scope {
    pub event: Option<Uuid>,
    pub tenant: Option<String>,
    pub ends_from: Option<NaiveDate>,
    pub ends_to: Option<NaiveDate>,
}

/// What they come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, FromRow)]
pub struct Results {
    pub events: i64,
    pub attendees: i64,
    pub person_times: i64,
    pub projects: i64,
    pub projects_selected: i64,
    pub projects_presented: i64,
    pub negotiations: i64,
    pub intents: i64,
    pub intent_fen: i64,
    pub contracts_linked: i64,
    pub contracts_counted: i64,
    pub counted_total_fen: i64,
    pub counted_technical_fen: i64,
}

/// Counts what the caller may read, of events that were not cancelled. An intent stays one whatever came of it; a negotiation that was declined before both accepted
/// was none.
pub async fn of(connection: &mut PgConnection, scope: &Scope) -> Result<Results, Error> {
    let found = sqlx::query_as(
        "WITH wanted AS (
             SELECT id, state FROM event
              WHERE state <> 'CANCELLED' AND ($1::uuid IS NULL OR id = $1) AND ($2::text IS NULL OR tenant = $2)
                AND ($3::date IS NULL OR ends_on >= $3)
                AND ($4::date IS NULL OR ends_on <= $4)),
         held AS (
             SELECT count(*) FILTER (WHERE state IN ('FINISHED', 'FOLLOW_UP', 'ARCHIVED')) AS events FROM wanted),
         came AS (
             SELECT count(DISTINCT registration_id) AS attendees, count(*) AS person_times
               FROM check_in WHERE event_id IN (SELECT id FROM wanted)),
         shown AS (
             SELECT count(*) FILTER (WHERE state <> 'WITHDRAWN') AS projects,
                    count(*) FILTER (WHERE state IN ('SELECTED', 'PRESENTED')) AS projects_selected,
                    count(*) FILTER (WHERE state = 'PRESENTED') AS projects_presented
               FROM project WHERE event_id IN (SELECT id FROM wanted)),
         talked AS (
             SELECT count(*) FILTER (WHERE body->>'provider_accepted' IS NOT NULL
                                       AND body->>'seeker_accepted' IS NOT NULL) AS negotiations,
                    count(intent_fen) AS intents,
                    coalesce(sum(intent_fen), 0)::bigint AS intent_fen,
                    count(*) FILTER (WHERE state = 'CONTRACTED') AS contracts_linked,
                    count(*) FILTER (WHERE counts) AS contracts_counted,
                    coalesce(sum(total_fen) FILTER (WHERE counts), 0)::bigint AS counted_total_fen,
                    coalesce(sum(technical_fen) FILTER (WHERE counts), 0)::bigint AS counted_technical_fen
               FROM negotiation WHERE event_id IN (SELECT id FROM wanted))
         SELECT * FROM held, came, shown, talked",
    )
    .bind(scope.event)
    .bind(&scope.tenant)
    .bind(scope.ends_from)
    .bind(scope.ends_to)
    .fetch_one(connection)
    .await?;
    Ok(found)
}

/// Which event, and where a page that ends with it ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    pub ends_on: NaiveDate,
    pub event_id: Uuid,
}

/// What came of one event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfOne {
    pub place: Place,
    pub results: Results,
}

impl<'r> FromRow<'r, PgRow> for OfOne {
    fn from_row(row: &'r PgRow) -> Result<OfOne, sqlx::Error> {
        Ok(OfOne {
            place: Place {
                ends_on: row.try_get("ends_on")?,
                event_id: row.try_get("event_id")?,
            },
            results: Results::from_row(row)?,
        })
    }
}

/// One page of announced events with what the caller may read of each, those that end last first, and one more.
pub async fn of_each(
    connection: &mut PgConnection,
    scope: &Scope,
    after: Option<&Place>,
    size: i64,
) -> Result<Vec<OfOne>, Error> {
    let rows = sqlx::query_as(
        "WITH wanted AS (
             SELECT id, ends_on, state FROM event
              WHERE is_public AND state <> 'CANCELLED' AND ($1::text IS NULL OR tenant = $1)
                AND ($2::date IS NULL OR ends_on >= $2) AND ($3::date IS NULL OR ends_on <= $3)
                AND ($4::date IS NULL OR (ends_on, id) < ($4, $5::uuid))
              ORDER BY ends_on DESC, id DESC LIMIT $6)
         SELECT wanted.id AS event_id, wanted.ends_on,
                (wanted.state IN ('FINISHED', 'FOLLOW_UP', 'ARCHIVED'))::int::bigint AS events, came.*, shown.*, talked.*
           FROM wanted
          CROSS JOIN LATERAL (
             SELECT count(DISTINCT registration_id) AS attendees, count(*) AS person_times
               FROM check_in WHERE event_id = wanted.id) came
          CROSS JOIN LATERAL (
             SELECT count(*) FILTER (WHERE state <> 'WITHDRAWN') AS projects,
                    count(*) FILTER (WHERE state IN ('SELECTED', 'PRESENTED')) AS projects_selected,
                    count(*) FILTER (WHERE state = 'PRESENTED') AS projects_presented
               FROM project WHERE event_id = wanted.id) shown
          CROSS JOIN LATERAL (
             SELECT count(*) FILTER (WHERE body->>'provider_accepted' IS NOT NULL
                                       AND body->>'seeker_accepted' IS NOT NULL) AS negotiations,
                    count(intent_fen) AS intents,
                    coalesce(sum(intent_fen), 0)::bigint AS intent_fen,
                    count(*) FILTER (WHERE state = 'CONTRACTED') AS contracts_linked,
                    count(*) FILTER (WHERE counts) AS contracts_counted,
                    coalesce(sum(total_fen) FILTER (WHERE counts), 0)::bigint AS counted_total_fen,
                    coalesce(sum(technical_fen) FILTER (WHERE counts), 0)::bigint AS counted_technical_fen
               FROM negotiation WHERE event_id = wanted.id) talked
          ORDER BY wanted.ends_on DESC, wanted.id DESC",
    )
    .bind(&scope.tenant)
    .bind(scope.ends_from)
    .bind(scope.ends_to)
    .bind(after.map(|after| after.ends_on))
    .bind(after.map(|after| after.event_id))
    .bind(size + 1)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}
