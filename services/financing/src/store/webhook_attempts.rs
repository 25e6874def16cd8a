//! Attempts in Postgres: added once, never changed.
use chrono::{DateTime, Utc};
use kezhuan_database::Write;
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;

use crate::error::Error;

/// One try to send a delivery.
#[derive(Debug, Clone, FromRow)]
pub struct AttemptRow {
    pub delivery_id: Uuid,
    /// 1, 2, 3 … over the delivery's attempts, replays included.
    pub number: i32,
    pub organisation: String,
    pub start_time: DateTime<Utc>,
    pub duration_ms: i32,
    /// 0 when there was no answer.
    pub status_code: i32,
    /// Absent when it was delivered.
    pub failure: Option<String>,
    pub detail: String,
}

/// Adds one.
pub async fn insert(write: &mut Write, attempt: &AttemptRow) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO webhook_attempt (delivery_id, number, organisation, start_time, duration_ms, status_code, failure,
                                      detail)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(attempt.delivery_id)
    .bind(attempt.number)
    .bind(&attempt.organisation)
    .bind(attempt.start_time)
    .bind(attempt.duration_ms)
    .bind(attempt.status_code)
    .bind(&attempt.failure)
    .bind(&attempt.detail)
    .execute(&mut **write)
    .await?;
    Ok(())
}

/// All of one delivery, oldest first.
pub async fn of(connection: &mut PgConnection, delivery: Uuid) -> Result<Vec<AttemptRow>, Error> {
    let rows =
        sqlx::query_as("SELECT * FROM webhook_attempt WHERE delivery_id = $1 ORDER BY number")
            .bind(delivery)
            .fetch_all(connection)
            .await?;
    Ok(rows)
}

/// The last of each delivery.
pub async fn last_of(
    connection: &mut PgConnection,
    deliveries: &[Uuid],
) -> Result<Vec<AttemptRow>, Error> {
    let rows = sqlx::query_as(
        "SELECT DISTINCT ON (delivery_id) * FROM webhook_attempt WHERE delivery_id = ANY ($1)
          ORDER BY delivery_id, number DESC",
    )
    .bind(deliveries)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}
