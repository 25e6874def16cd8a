//! Negotiations that days or the register make due.
use chrono::NaiveDate;
use kezhuan_scheduler::Page;
use sqlx::postgres::PgRow;
use sqlx::{FromRow, PgConnection, Row};
use uuid::Uuid;

use super::known_contracts::known;
use super::stored::Stored;
use crate::domain::negotiation::{KnownContract, Negotiation};
use crate::error::Error;

/// A follow-up that nobody reported, the last day of a negotiation that rests, or the day its event was cancelled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToBeTold {
    pub negotiation: Stored<Negotiation>,
    pub due_on: NaiveDate,
}

impl<'r> FromRow<'r, PgRow> for ToBeTold {
    fn from_row(row: &'r PgRow) -> Result<ToBeTold, sqlx::Error> {
        Ok(ToBeTold {
            negotiation: Stored::from_row(row)?,
            due_on: row.try_get("due_on")?,
        })
    }
}

/// Follow-ups whose day has come and that were not told of, by that day.
pub async fn follow_ups_due(
    connection: &mut PgConnection,
    page: Page,
    timer: &str,
) -> Result<Vec<ToBeTold>, Error> {
    open(connection, page, (timer, 0)).await
}

/// The same so many days later.
pub async fn follow_ups_overdue(
    connection: &mut PgConnection,
    page: Page,
    timer: &str,
    days: i32,
) -> Result<Vec<ToBeTold>, Error> {
    open(connection, page, (timer, days)).await
}

async fn open(
    connection: &mut PgConnection,
    page: Page,
    (timer, days): (&str, i32),
) -> Result<Vec<ToBeTold>, Error> {
    let rows = sqlx::query_as(
        "SELECT negotiation.body, negotiation.tenant, negotiation.event_sequence, negotiation.create_time,
                negotiation.update_time, follow_up.due_on
           FROM negotiation_follow_up follow_up
           JOIN negotiation ON negotiation.id = follow_up.negotiation_id
          WHERE follow_up.reported_on IS NULL AND negotiation.state IN ('NEGOTIATING', 'INTENT')
            AND follow_up.due_on + $5::int <= $1 AND (follow_up.due_on + $5::int, negotiation.id) > ($2, $3)
            AND NOT EXISTS (SELECT FROM timer_firing fired
                             WHERE fired.timer = $6 AND fired.subject = negotiation.id
                               AND fired.due_on = follow_up.due_on + $5::int)
          ORDER BY follow_up.due_on + $5::int, negotiation.id LIMIT $4",
    )
    .bind(page.today)
    .bind(page.after_day)
    .bind(page.after_id)
    .bind(page.limit)
    .bind(days)
    .bind(timer)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}

/// Negotiations that end by themselves in so many days at the latest and were not told of it, by the day on which they are.
pub async fn idle_soon(
    connection: &mut PgConnection,
    page: Page,
    timer: &str,
    days: i32,
) -> Result<Vec<ToBeTold>, Error> {
    let rows = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time, idle_until AS due_on FROM negotiation
          WHERE idle_until >= $1 AND idle_until <= $1::date + $5::int AND (idle_until - $5::int, id) > ($2, $3)
            AND NOT EXISTS (SELECT FROM timer_firing fired
                             WHERE fired.timer = $6 AND fired.subject = negotiation.id
                               AND fired.due_on = idle_until - $5::int)
          ORDER BY idle_until - $5::int, id LIMIT $4",
    )
    .bind(page.today)
    .bind(page.after_day)
    .bind(page.after_id)
    .bind(page.limit)
    .bind(days)
    .bind(timer)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}

/// Open negotiations of cancelled events, by the day on which those were.
pub async fn of_cancelled(
    connection: &mut PgConnection,
    page: Page,
) -> Result<Vec<ToBeTold>, Error> {
    let rows = sqlx::query_as(
        "SELECT negotiation.body, negotiation.tenant, negotiation.event_sequence, negotiation.create_time,
                negotiation.update_time, event.cancelled_on AS due_on
           FROM negotiation
           JOIN (SELECT id, (body->'cancellation'->>'on')::date AS cancelled_on FROM event
                  WHERE state = 'CANCELLED') event ON event.id = negotiation.event_id
          WHERE negotiation.state IN ('SUGGESTED', 'NEGOTIATING', 'INTENT')
            AND event.cancelled_on <= $1 AND (event.cancelled_on, negotiation.id) > ($2, $3)
          ORDER BY event.cancelled_on, negotiation.id LIMIT $4",
    )
    .bind(page.today)
    .bind(page.after_day)
    .bind(page.after_id)
    .bind(page.limit)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}

/// Negotiations that end by themselves, by the day on which they do.
pub async fn idle(
    connection: &mut PgConnection,
    page: Page,
) -> Result<Vec<Stored<Negotiation>>, Error> {
    let rows = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM negotiation
          WHERE idle_until + 1 <= $1 AND (idle_until + 1, id) > ($2, $3)
          ORDER BY idle_until + 1, id LIMIT $4",
    )
    .bind(page.today)
    .bind(page.after_day)
    .bind(page.after_id)
    .bind(page.limit)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}

/// Negotiations whose named contract is known better than it was judged, with what is known and since when, by that day.
pub async fn to_be_judged(
    connection: &mut PgConnection,
    page: Page,
) -> Result<Vec<(Stored<Negotiation>, KnownContract, NaiveDate)>, Error> {
    let rows: Vec<PgRow> = sqlx::query(
        "SELECT negotiation.body, negotiation.tenant, negotiation.event_sequence, negotiation.create_time,
                negotiation.update_time, contract.body AS contract, contract.changed_on
           FROM negotiation
           JOIN known_contract contract ON contract.id = negotiation.contract_id
          WHERE negotiation.state IN ('INTENT', 'CONTRACTED')
            AND contract.sequence > coalesce(negotiation.judged_sequence, 0)
            AND contract.changed_on <= $1 AND (contract.changed_on, negotiation.id) > ($2, $3)
          ORDER BY contract.changed_on, negotiation.id LIMIT $4",
    )
    .bind(page.today)
    .bind(page.after_day)
    .bind(page.after_id)
    .bind(page.limit)
    .fetch_all(connection)
    .await?;
    let read = rows.iter().map(|row| {
        let changed_on = row.try_get("changed_on")?;
        Ok((Stored::from_row(row)?, known(row)?, changed_on))
    });
    read.collect::<Result<_, sqlx::Error>>()
        .map_err(Error::from)
}

/// The negotiation that names this contract, if one does and a telling of that place was not judged.
pub async fn to_be_judged_by(
    connection: &mut PgConnection,
    contract: Uuid,
    sequence: i64,
) -> Result<Option<Stored<Negotiation>>, Error> {
    let found = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM negotiation
          WHERE contract_id = $1 AND state IN ('INTENT', 'CONTRACTED') AND $2 > coalesce(judged_sequence, 0)",
    )
    .bind(contract)
    .bind(sequence)
    .fetch_optional(connection)
    .await?;
    Ok(found)
}
