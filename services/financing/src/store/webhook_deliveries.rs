//! Deliveries in Postgres: one row per endpoint and event, claimed by whoever sends it next.
use std::time::Duration;

use chrono::{DateTime, Utc};
use kezhuan_database::Write;
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;

use crate::error::Error;
use crate::webhooks::Message;

/// One message on its way to one endpoint.
#[derive(Debug, Clone, FromRow)]
pub struct Delivery {
    pub id: Uuid,
    pub endpoint_id: Uuid,
    pub organisation: String,
    pub event_id: Uuid,
    pub event_type: String,
    pub case_name: String,
    pub body: String,
    pub state: String,
    pub attempt_count: i32,
    /// Attempts since it was made or replayed last.
    pub tries: i32,
    /// When that was.
    pub round_time: DateTime<Utc>,
    pub next_attempt_time: Option<DateTime<Utc>>,
    pub lease: Option<Uuid>,
    pub create_time: DateTime<Utc>,
    pub finish_time: Option<DateTime<Utc>>,
}

/// Where a page of deliveries starts: after this one.
pub type Place = (DateTime<Utc>, Uuid);

/// What a list of deliveries is narrowed to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    pub endpoint: Option<Uuid>,
    pub state: Option<String>,
    pub event_type: Option<String>,
    pub case_name: Option<String>,
    pub from_time: Option<DateTime<Utc>>,
    pub to_time: Option<DateTime<Utc>>,
}

/// What a replay of many takes up.
#[derive(Debug, Clone)]
pub struct Range {
    pub endpoint: Uuid,
    pub states: Vec<String>,
    pub from_time: Option<DateTime<Utc>>,
    /// Not included.
    pub to_time: Option<DateTime<Utc>>,
    pub limit: i64,
}

/// Makes a delivery for every endpoint that is told of the event; one that has it already keeps it. The endpoints are
/// held, so that none is disabled between being looked at and being told.
pub async fn tell(write: &mut Write, message: &Message) -> Result<u64, Error> {
    let made = sqlx::query(
        "INSERT INTO webhook_delivery (id, endpoint_id, organisation, event_id, event_type, case_name, body, state,
                                       round_time, next_attempt_time, create_time, finish_time)
         SELECT gen_random_uuid(), endpoint.id, endpoint.organisation, $1, $2, $3, $4,
                CASE endpoint.state WHEN 'ENABLED' THEN 'PENDING' ELSE 'DISCARDED' END,
                now(), CASE endpoint.state WHEN 'ENABLED' THEN now() END,
                now(), CASE endpoint.state WHEN 'ENABLED' THEN NULL ELSE now() END
           FROM (SELECT id, organisation, state FROM webhook_endpoint
                  WHERE organisation = ANY ($5) AND state IN ('ENABLED', 'DISABLED') AND create_time <= $6
                    AND (event_types = '{}' OR $2 = ANY (event_types))
                    FOR SHARE) AS endpoint
             ON CONFLICT ON CONSTRAINT webhook_delivery_once DO NOTHING",
    )
    .bind(message.event_id)
    .bind(&message.event_type)
    .bind(&message.case_name)
    .bind(&message.body)
    .bind(&message.organisations)
    .bind(message.occurred_at)
    .execute(&mut **write)
    .await?;
    Ok(made.rows_affected())
}

/// Takes what is due of an endpoint that this transaction holds: as much as it may be sent at a time, less what is being
/// sent. From then on it is `lease`'s to send, for so long.
pub async fn claim(
    write: &mut Write,
    endpoint: Uuid,
    lease: Uuid,
    lease_max: Duration,
    at_once_max: i64,
) -> Result<Vec<Delivery>, Error> {
    let claimed = sqlx::query_as(
        "UPDATE webhook_delivery SET lease = $2, lease_until = now() + make_interval(secs => $3)
          WHERE id = ANY (ARRAY(
                    SELECT id FROM webhook_delivery
                     WHERE endpoint_id = $1 AND state = 'PENDING' AND next_attempt_time <= now()
                       AND (lease_until IS NULL OR lease_until <= now())
                     ORDER BY next_attempt_time, create_time
                     LIMIT greatest($4 - (SELECT count(*) FROM webhook_delivery
                                           WHERE endpoint_id = $1 AND lease IS NOT NULL AND lease_until > now()), 0)
                     FOR UPDATE SKIP LOCKED))
      RETURNING *",
    )
    .bind(endpoint)
    .bind(lease)
    .bind(lease_max.as_secs_f64())
    .bind(at_once_max)
    .fetch_all(&mut **write)
    .await?;
    Ok(claimed)
}

/// One, or nothing where the caller may not see it.
pub async fn find(
    connection: &mut PgConnection,
    endpoint: Uuid,
    id: Uuid,
) -> Result<Option<Delivery>, Error> {
    let found = sqlx::query_as("SELECT * FROM webhook_delivery WHERE id = $1 AND endpoint_id = $2")
        .bind(id)
        .bind(endpoint)
        .fetch_optional(connection)
        .await?;
    Ok(found)
}

/// The same, held until the transaction ends.
pub async fn lock(write: &mut Write, endpoint: Uuid, id: Uuid) -> Result<Option<Delivery>, Error> {
    let found = sqlx::query_as(
        "SELECT * FROM webhook_delivery WHERE id = $1 AND endpoint_id = $2 FOR UPDATE",
    )
    .bind(id)
    .bind(endpoint)
    .fetch_optional(&mut **write)
    .await?;
    Ok(found)
}

/// Counts an attempt that changes nothing else: another one decided meanwhile.
pub async fn count_attempt(write: &mut Write, id: Uuid) -> Result<(), Error> {
    sqlx::query("UPDATE webhook_delivery SET attempt_count = attempt_count + 1 WHERE id = $1")
        .bind(id)
        .execute(&mut **write)
        .await?;
    Ok(())
}

/// Counts an attempt that failed: the next one is after `pause`.
pub async fn try_again(write: &mut Write, id: Uuid, pause: Duration) -> Result<(), Error> {
    sqlx::query(
        "UPDATE webhook_delivery
            SET attempt_count = attempt_count + 1, tries = tries + 1, lease = NULL, lease_until = NULL,
                next_attempt_time = now() + make_interval(secs => $2)
          WHERE id = $1",
    )
    .bind(id)
    .bind(pause.as_secs_f64())
    .execute(&mut **write)
    .await?;
    Ok(())
}

/// Counts the attempt that ended it.
pub async fn finish(write: &mut Write, id: Uuid, state: &str) -> Result<(), Error> {
    sqlx::query(
        "UPDATE webhook_delivery
            SET attempt_count = attempt_count + 1, tries = tries + 1, lease = NULL, lease_until = NULL,
                next_attempt_time = NULL, state = $2, finish_time = now()
          WHERE id = $1",
    )
    .bind(id)
    .bind(state)
    .execute(&mut **write)
    .await?;
    Ok(())
}

/// What waits for an endpoint waits no more.
pub async fn discard_pending(write: &mut Write, endpoint: Uuid) -> Result<(), Error> {
    sqlx::query(
        "UPDATE webhook_delivery
            SET state = 'DISCARDED', lease = NULL, lease_until = NULL, next_attempt_time = NULL, finish_time = now()
          WHERE endpoint_id = $1 AND state = 'PENDING'",
    )
    .bind(endpoint)
    .execute(&mut **write)
    .await?;
    Ok(())
}

/// Sends one again from the beginning.
pub async fn replay(write: &mut Write, id: Uuid) -> Result<Delivery, Error> {
    let replayed = sqlx::query_as(
        "UPDATE webhook_delivery
            SET state = 'PENDING', tries = 0, round_time = now(), next_attempt_time = now(), finish_time = NULL
          WHERE id = $1 RETURNING *",
    )
    .bind(id)
    .fetch_one(&mut **write)
    .await?;
    Ok(replayed)
}

/// Sends many of an endpoint that this transaction holds, the oldest first.
pub async fn replay_range(write: &mut Write, range: &Range) -> Result<u64, Error> {
    let replayed = sqlx::query(
        "UPDATE webhook_delivery
            SET state = 'PENDING', tries = 0, round_time = now(), next_attempt_time = now(), finish_time = NULL
          WHERE id = ANY (ARRAY(
                    SELECT id FROM webhook_delivery
                     WHERE endpoint_id = $1 AND state = ANY ($2) AND state <> 'PENDING'
                       AND ($3::timestamptz IS NULL OR create_time >= $3)
                       AND ($4::timestamptz IS NULL OR create_time < $4)
                     ORDER BY create_time, id LIMIT $5 FOR UPDATE))",
    )
    .bind(range.endpoint)
    .bind(&range.states)
    .bind(range.from_time)
    .bind(range.to_time)
    .bind(range.limit)
    .execute(&mut **write)
    .await?;
    Ok(replayed.rows_affected())
}

/// One page of the deliveries the caller may read, newest first, and one row more.
pub async fn list(
    connection: &mut PgConnection,
    filter: &Filter,
    after: Option<Place>,
    size: i64,
) -> Result<Vec<Delivery>, Error> {
    let (time, id) = after.unzip();
    let rows = sqlx::query_as(
        "SELECT * FROM webhook_delivery
          WHERE ($1::uuid IS NULL OR endpoint_id = $1) AND ($2::text IS NULL OR state = $2)
            AND ($3::text IS NULL OR event_type = $3) AND ($4::text IS NULL OR case_name = $4)
            AND ($5::timestamptz IS NULL OR create_time >= $5)
            AND ($6::timestamptz IS NULL OR create_time <= $6)
            AND ($7::timestamptz IS NULL OR (create_time, id) < ($7, $8))
          ORDER BY create_time DESC, id DESC LIMIT $9",
    )
    .bind(filter.endpoint)
    .bind(&filter.state)
    .bind(&filter.event_type)
    .bind(&filter.case_name)
    .bind(filter.from_time)
    .bind(filter.to_time)
    .bind(time)
    .bind(id)
    .bind(size + 1)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}

/// Forgets what ended long ago, a bounded number at a time; returns how many.
pub async fn forget(write: &mut Write, kept_days: i32, limit: i64) -> Result<u64, Error> {
    let forgotten = sqlx::query(
        "DELETE FROM webhook_delivery
          WHERE id = ANY (ARRAY(
                    SELECT id FROM webhook_delivery
                     WHERE finish_time < now() - make_interval(days => $1)
                     ORDER BY finish_time LIMIT $2 FOR UPDATE SKIP LOCKED))",
    )
    .bind(kept_days)
    .bind(limit)
    .execute(&mut **write)
    .await?;
    Ok(forgotten.rows_affected())
}

/// How long the oldest message has waited that could be sent, in seconds; 0 where none waits. What rests with its endpoint,
/// or is being sent, waits for nobody here.
pub async fn due_age(connection: &mut PgConnection) -> Result<f64, Error> {
    let age = sqlx::query_scalar(
        "SELECT coalesce(max(extract(epoch FROM now() - greatest(delivery.next_attempt_time, endpoint.rest_until))), 0)::float8
           FROM webhook_delivery delivery JOIN webhook_endpoint endpoint ON endpoint.id = delivery.endpoint_id
          WHERE delivery.state = 'PENDING' AND delivery.next_attempt_time <= now()
            AND (delivery.lease_until IS NULL OR delivery.lease_until <= now())
            AND endpoint.state = 'ENABLED' AND (endpoint.rest_until IS NULL OR endpoint.rest_until <= now())",
    )
    .fetch_one(connection)
    .await?;
    Ok(age)
}
