//! Endpoints in Postgres. Row security shows each organisation its own, and the service all.
use std::time::Duration;

use chrono::{DateTime, Utc};
use kezhuan_database::Write;
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;

use crate::error::Error;

/// Where an organisation is told of its cases.
#[derive(Debug, Clone, FromRow)]
pub struct Endpoint {
    pub id: Uuid,
    pub organisation: String,
    pub state: String,
    pub url: String,
    /// Empty = all.
    pub event_types: Vec<String>,
    pub description: String,
    pub disabled_reason: Option<String>,
    pub disable_time: Option<DateTime<Utc>>,
    /// Sealed, as the next.
    pub secret: Vec<u8>,
    pub old_secret: Option<Vec<u8>>,
    pub old_secret_end_time: Option<DateTime<Utc>>,
    pub version: i64,
    pub event_sequence: i64,
    pub create_time: DateTime<Utc>,
    pub update_time: DateTime<Utc>,
    pub failures_in_row: i32,
    /// When it was last delivered to.
    pub deliver_time: Option<DateTime<Utc>>,
}

/// Where a page of endpoints starts: after this one.
pub type Place = (DateTime<Utc>, Uuid);

/// Adds one.
pub async fn insert(write: &mut Write, endpoint: &Endpoint) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO webhook_endpoint (id, organisation, state, url, event_types, description, secret, version,
                                       event_sequence, create_time, update_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    )
    .bind(endpoint.id)
    .bind(&endpoint.organisation)
    .bind(&endpoint.state)
    .bind(&endpoint.url)
    .bind(&endpoint.event_types)
    .bind(&endpoint.description)
    .bind(&endpoint.secret)
    .bind(endpoint.version)
    .bind(endpoint.event_sequence)
    .bind(endpoint.create_time)
    .bind(endpoint.update_time)
    .execute(&mut **write)
    .await?;
    Ok(())
}

/// How many an organisation has; those that were deleted don't count.
pub async fn count(connection: &mut PgConnection, organisation: &str) -> Result<i64, Error> {
    let count = sqlx::query_scalar(
        "SELECT count(*) FROM webhook_endpoint WHERE organisation = $1 AND state <> 'DELETED'",
    )
    .bind(organisation)
    .fetch_one(connection)
    .await?;
    Ok(count)
}

/// One, or nothing where the caller may not see it or it was deleted.
pub async fn find(connection: &mut PgConnection, id: Uuid) -> Result<Option<Endpoint>, Error> {
    let found =
        sqlx::query_as("SELECT * FROM webhook_endpoint WHERE id = $1 AND state <> 'DELETED'")
            .bind(id)
            .fetch_optional(connection)
            .await?;
    Ok(found)
}

/// The same, held until the transaction ends. Whoever changes deliveries of an endpoint holds it first, so that nobody
/// waits for each other.
pub async fn lock(write: &mut Write, id: Uuid) -> Result<Option<Endpoint>, Error> {
    let found = sqlx::query_as(
        "SELECT * FROM webhook_endpoint WHERE id = $1 AND state <> 'DELETED' FOR NO KEY UPDATE",
    )
    .bind(id)
    .fetch_optional(&mut **write)
    .await?;
    Ok(found)
}

/// Saves what its owner or a disabling changed.
pub async fn update(write: &mut Write, endpoint: &Endpoint) -> Result<(), Error> {
    sqlx::query(
        "UPDATE webhook_endpoint
            SET state = $2, url = $3, event_types = $4, description = $5, disabled_reason = $6, disable_time = $7,
                secret = $8, old_secret = $9, old_secret_end_time = $10, version = $11, event_sequence = $12,
                update_time = $13, failures_in_row = $14,
                rest_until = CASE WHEN $14 = 0 THEN NULL ELSE rest_until END
          WHERE id = $1",
    )
    .bind(endpoint.id)
    .bind(&endpoint.state)
    .bind(&endpoint.url)
    .bind(&endpoint.event_types)
    .bind(&endpoint.description)
    .bind(&endpoint.disabled_reason)
    .bind(endpoint.disable_time)
    .bind(&endpoint.secret)
    .bind(&endpoint.old_secret)
    .bind(endpoint.old_secret_end_time)
    .bind(endpoint.version)
    .bind(endpoint.event_sequence)
    .bind(endpoint.update_time)
    .bind(endpoint.failures_in_row)
    .execute(&mut **write)
    .await?;
    Ok(())
}

/// One page of the endpoints the caller may read, newest first, and one row more.
pub async fn list(
    connection: &mut PgConnection,
    after: Option<Place>,
    size: i64,
) -> Result<Vec<Endpoint>, Error> {
    let (time, id) = after.unzip();
    let rows = sqlx::query_as(
        "SELECT * FROM webhook_endpoint
          WHERE state <> 'DELETED' AND ($1::timestamptz IS NULL OR (create_time, id) < ($1, $2))
          ORDER BY create_time DESC, id DESC LIMIT $3",
    )
    .bind(time)
    .bind(id)
    .bind(size + 1)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}

/// Holds endpoints that something is due for and that don't rest. Those another process holds are its own to serve; which
/// come first is left to chance, so that none is always last.
pub async fn lock_due(write: &mut Write, limit: i64) -> Result<Vec<Endpoint>, Error> {
    let rows = sqlx::query_as(
        "SELECT * FROM webhook_endpoint endpoint
          WHERE state = 'ENABLED' AND (rest_until IS NULL OR rest_until <= now())
            AND EXISTS (SELECT FROM webhook_delivery delivery
                         WHERE delivery.endpoint_id = endpoint.id AND delivery.state = 'PENDING'
                           AND delivery.next_attempt_time <= now()
                           AND (delivery.lease_until IS NULL OR delivery.lease_until <= now()))
          ORDER BY random() LIMIT $1 FOR NO KEY UPDATE SKIP LOCKED",
    )
    .bind(limit)
    .fetch_all(&mut **write)
    .await?;
    Ok(rows)
}

/// Notes that it took a message.
pub async fn note_delivery(write: &mut Write, id: Uuid) -> Result<(), Error> {
    sqlx::query(
        "UPDATE webhook_endpoint SET failures_in_row = 0, rest_until = NULL, deliver_time = now() WHERE id = $1",
    )
    .bind(id)
    .execute(&mut **write)
    .await?;
    Ok(())
}

/// Notes that it did not take one, and leaves it alone for `rest`.
pub async fn note_failure(
    write: &mut Write,
    id: Uuid,
    failures_in_row: i32,
    rest: Option<Duration>,
) -> Result<(), Error> {
    sqlx::query(
        "UPDATE webhook_endpoint SET failures_in_row = $2, rest_until = now() + make_interval(secs => $3) WHERE id = $1",
    )
    .bind(id)
    .bind(failures_in_row)
    .bind(rest.map(|rest| rest.as_secs_f64()))
    .execute(&mut **write)
    .await?;
    Ok(())
}

/// Forgets deleted endpoints whose log is gone.
pub async fn forget(write: &mut Write) -> Result<(), Error> {
    sqlx::query(
        "DELETE FROM webhook_endpoint endpoint
          WHERE state = 'DELETED'
            AND NOT EXISTS (SELECT FROM webhook_delivery WHERE webhook_delivery.endpoint_id = endpoint.id)",
    )
    .execute(&mut **write)
    .await?;
    Ok(())
}

/// How many are disabled and not by their owner.
pub async fn given_up(connection: &mut PgConnection) -> Result<i64, Error> {
    let count = sqlx::query_scalar(
        "SELECT count(*) FROM webhook_endpoint WHERE state = 'DISABLED' AND disabled_reason <> 'BY_OWNER'",
    )
    .fetch_one(connection)
    .await?;
    Ok(count)
}
