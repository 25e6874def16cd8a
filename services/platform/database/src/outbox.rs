//! Committed events: found, published in order, marked, kept for those who ask again.
use std::time::Duration;

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::pool::PoolConnection;
use sqlx::{PgConnection, Postgres};
use uuid::Uuid;

use crate::{Database, Error};

/// One event as it stands in the outbox.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct OutboxRow {
    pub event_id: Uuid,
    pub aggregate: String,
    pub aggregate_id: Uuid,
    /// 1, 2, 3 … over this aggregate's published events.
    pub sequence: i64,
    pub tenant: String,
    /// `kezhuan.<service>.v1.<aggregate>.<EventName>`
    pub subject: String,
    pub payload: Vec<u8>,
    pub occurred_at: DateTime<Utc>,
    pub legal_date: NaiveDate,
    pub trace_parent: Option<String>,
    /// The person who acted, or the service by its name.
    pub actor: String,
    /// Rule packages that had part in it; absent where none had.
    pub plugin_versions: Option<String>,
    /// Settings of those packages, and the service's own figures.
    pub param_versions: Option<String>,
}

/// Aggregates with an event that has waited longer than `older_than`.
pub async fn unpublished_aggregates(
    database: &Database,
    older_than: Duration,
    limit: i64,
) -> Result<Vec<(String, Uuid)>, Error> {
    database
        .relay_read(async |connection| {
            Ok(sqlx::query_as(
                "SELECT DISTINCT aggregate, aggregate_id FROM outbox
                  WHERE published_at IS NULL AND occurred_at < now() - make_interval(secs => $1)
                  LIMIT $2",
            )
            .bind(older_than.as_secs_f64())
            .bind(limit)
            .fetch_all(connection)
            .await?)
        })
        .await
}

/// The unpublished events of one aggregate, in the order they must be published in.
pub async fn load(
    database: &Database,
    aggregate: &str,
    aggregate_id: Uuid,
    limit: i64,
) -> Result<Vec<OutboxRow>, Error> {
    database
        .relay_read(async |connection| {
            Ok(sqlx::query_as(
                "SELECT event_id, aggregate, aggregate_id, sequence, tenant, subject, payload,
                        occurred_at, legal_date, trace_parent, actor, plugin_versions, param_versions
                   FROM outbox
                  WHERE published_at IS NULL AND aggregate = $1 AND aggregate_id = $2
                  ORDER BY sequence LIMIT $3",
            )
            .bind(aggregate)
            .bind(aggregate_id)
            .bind(limit)
            .fetch_all(connection)
            .await?)
        })
        .await
}

/// The events of one aggregate from `sequence` on, published or not: for those who missed some.
pub async fn events_from(
    database: &Database,
    aggregate: &str,
    aggregate_id: Uuid,
    sequence: i64,
    limit: i64,
) -> Result<Vec<OutboxRow>, Error> {
    database
        .relay_read(async |connection| {
            Ok(sqlx::query_as(
                "SELECT event_id, aggregate, aggregate_id, sequence, tenant, subject, payload,
                        occurred_at, legal_date, trace_parent, actor, plugin_versions, param_versions
                   FROM outbox
                  WHERE aggregate = $1 AND aggregate_id = $2 AND sequence >= $3
                  ORDER BY sequence LIMIT $4",
            )
            .bind(aggregate)
            .bind(aggregate_id)
            .bind(sequence)
            .bind(limit)
            .fetch_all(connection)
            .await?)
        })
        .await
}

/// Marks acknowledged events. Not synced on its own: publishing again after a crash is harmless.
pub async fn mark_published(database: &Database, event_ids: &[Uuid]) -> Result<u64, Error> {
    let event_ids = event_ids.to_vec();
    database
        .relay(move |connection| {
            Box::pin(async move {
                sqlx::query("SET LOCAL synchronous_commit = off")
                    .execute(&mut *connection)
                    .await?;
                let done = sqlx::query(
                    "UPDATE outbox SET published_at = now()
                      WHERE event_id = ANY ($1) AND published_at IS NULL",
                )
                .bind(event_ids)
                .execute(connection)
                .await?;
                Ok(done.rows_affected())
            })
        })
        .await
}

/// Everything is to be published again: the stream is gone.
pub async fn mark_all_unpublished(database: &Database) -> Result<u64, Error> {
    database
        .relay(|connection| Box::pin(async move { Ok(unpublish(connection).await?) }))
        .await
}

async fn unpublish(connection: &mut PgConnection) -> Result<u64, sqlx::Error> {
    sqlx::query("SET LOCAL statement_timeout = 0")
        .execute(&mut *connection)
        .await?;
    let done = sqlx::query("UPDATE outbox SET published_at = NULL WHERE published_at IS NOT NULL")
        .execute(connection)
        .await?;
    Ok(done.rows_affected())
}

/// How many events wait, and since when the oldest does.
pub async fn backlog(database: &Database) -> Result<(i64, Option<DateTime<Utc>>), Error> {
    database
        .relay_read(async |connection| {
            Ok(sqlx::query_as(
                "SELECT count(*), min(occurred_at) FROM outbox WHERE published_at IS NULL",
            )
            .fetch_one(connection)
            .await?)
        })
        .await
}

/// The right to publish one aggregate, among all processes of the service.
pub struct Claim {
    connection: Option<PoolConnection<Postgres>>,
    key: String,
}

/// Claims an aggregate, or answers `None` when another process is publishing it.
pub async fn claim(
    database: &Database,
    aggregate: &str,
    aggregate_id: Uuid,
) -> Result<Option<Claim>, Error> {
    let mut claim = Claim {
        connection: Some(database.relay_pool().acquire().await?),
        key: format!("{aggregate}/{aggregate_id}"),
    };
    let Some(connection) = claim.connection.as_deref_mut() else {
        return Ok(None);
    };
    let claimed: bool = sqlx::query_scalar("SELECT pg_try_advisory_lock(hashtextextended($1, 0))")
        .bind(&claim.key)
        .fetch_one(connection)
        .await?;
    if claimed {
        return Ok(Some(claim));
    }
    claim.connection = None;
    Ok(None)
}

impl Claim {
    /// Lets others publish the aggregate.
    pub async fn release(mut self) {
        let Some(mut connection) = self.connection.take() else {
            return;
        };
        let released = sqlx::query("SELECT pg_advisory_unlock(hashtextextended($1, 0))")
            .bind(&self.key)
            .execute(&mut *connection)
            .await;
        if released.is_err() {
            connection.close_on_drop();
        }
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        // A session lock ends with its session: a claim nobody released must not stay.
        if let Some(mut connection) = self.connection.take() {
            connection.close_on_drop();
        }
    }
}
