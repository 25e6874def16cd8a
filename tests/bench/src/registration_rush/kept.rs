//! What was acknowledged is there, whole and once, and nobody is over the quota.
use anyhow::{Context, ensure};
use kezhuan_protocol::events::v1::Event;
use sqlx::PgConnection;
use uuid::Uuid;

use super::people::Acknowledged;

/// How the registrations of one event stand.
#[derive(Debug, PartialEq, sqlx::FromRow)]
struct Order {
    confirmed: i64,
    first_waiting: Option<i64>,
    last: Option<i64>,
    /// Numbers that are left out.
    gaps: i64,
    /// Committed before somebody who stands in front of them.
    out_of_order: i64,
}

/// Each acknowledged registration has one row, two decisions (of the county and of its city), audit entry, event and answer.
pub async fn each_once(
    events: &mut PgConnection,
    acknowledged: &[Acknowledged],
) -> anyhow::Result<()> {
    let ids: Vec<Uuid> = acknowledged.iter().map(|done| done.registration).collect();
    let requests: Vec<Uuid> = acknowledged.iter().map(|done| done.request).collect();
    let whole: i64 = sqlx::query_scalar(
        "SELECT count(*)
           FROM unnest($1::uuid[], $2::uuid[]) AS done(id, request)
           JOIN registration ON registration.id = done.id
          WHERE 2 = (SELECT count(*) FROM decision WHERE case_id = done.id AND outcome_kind = 'NO_RULE_IN_FORCE')
            AND 1 = (SELECT count(*) FROM audit WHERE aggregate_id = done.id AND request_id = done.request)
            AND 1 = (SELECT count(*) FROM outbox WHERE aggregate = 'registration' AND aggregate_id = done.id
                        AND sequence = 1)
            AND 1 = (SELECT count(*) FROM request WHERE request_id = done.request AND answer IS NOT NULL)",
    )
    .bind(&ids)
    .bind(&requests)
    .fetch_one(events)
    .await?;
    ensure!(
        whole == i64::try_from(acknowledged.len())?,
        "{whole} of {} acknowledged registrations are whole",
        ids.len()
    );
    Ok(())
}

/// The first have the places, the others wait, no number is left out, and nobody committed after who stands behind them.
pub async fn in_order(
    events: &mut PgConnection,
    event: &Event,
    (places, people): (i64, i64),
) -> anyhow::Result<()> {
    let id: Uuid = event.name.trim_start_matches("events/").parse()?;
    let found: Order = sqlx::query_as(
        "SELECT count(*) FILTER (WHERE state = 'CONFIRMED') AS confirmed,
                min(place) FILTER (WHERE state = 'WAITLISTED') AS first_waiting, max(place) AS last,
                count(*) FILTER (WHERE place <> number) AS gaps, count(*) FILTER (WHERE committed < before) AS out_of_order
           FROM (SELECT state, place, row_number() OVER by_place AS number, committed,
                        max(committed) OVER (ORDER BY place ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
                   FROM (SELECT state, place, pg_xact_commit_timestamp(xmin) AS committed
                           FROM registration WHERE event_id = $1) AS one
                 WINDOW by_place AS (ORDER BY place)) AS registered",
    )
    .bind(id)
    .fetch_one(events)
    .await?;
    let expected = Order {
        confirmed: places,
        first_waiting: Some(places + 1),
        last: Some(people),
        gaps: 0,
        out_of_order: 0,
    };
    ensure!(found == expected, "{found:?} and not {expected:?}");
    Ok(())
}

/// pgbench did its part too: as many rows of each kind.
pub async fn all_waiting(events: &mut PgConnection, first: i64, count: i64) -> anyhow::Result<()> {
    let last = first.checked_add(count).context("a number")?;
    let whole: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM generate_series($1::bigint, $2::bigint - 1) AS done(number)
           JOIN registration ON registration.organisation = 'pgbench-' || done.number
          WHERE 2 = (SELECT count(*) FROM decision WHERE case_id = registration.id)
            AND 1 = (SELECT count(*) FROM audit WHERE aggregate_id = registration.id)
            AND 1 = (SELECT count(*) FROM outbox WHERE aggregate = 'registration' AND aggregate_id = registration.id)",
    )
    .bind(first)
    .bind(last)
    .fetch_one(events)
    .await?;
    ensure!(whole == count, "pgbench registered {whole} of {count}");
    Ok(())
}
