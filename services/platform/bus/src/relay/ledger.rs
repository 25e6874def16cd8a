//! What the outbox says is published; true only for the stream that stands there now.
use std::sync::Arc;
use std::time::Duration;

use async_nats::jetstream::context::PublishError;
use async_nats::jetstream::publish::PublishAck;
use chrono::{DateTime, Utc};
use kezhuan_database::{Database, Error};
use tokio::sync::Mutex;
use uuid::Uuid;

use super::acknowledged::stream_is_missing;
use super::stream::{Stamp, StreamState};
use crate::metrics;

// Events committed before this and published only recently are rare: a NATS that was away for longer.
const COMMITTED_BEFORE: Duration = Duration::from_secs(24 * 3600);

pub(super) struct Ledger {
    database: Database,
    stream: String,
    state: Arc<StreamState>,
    /// Held while marks are written or taken back, so that neither overtakes the other.
    turn: Mutex<()>,
}

impl Ledger {
    pub fn new(database: Database, stream: String, state: Arc<StreamState>) -> Self {
        Self {
            database,
            stream,
            state,
            turn: Mutex::new(()),
        }
    }

    pub fn database(&self) -> &Database {
        &self.database
    }

    pub fn stream(&self) -> &str {
        &self.stream
    }

    /// Whether the stream has the event for good, as far as an acknowledgement can say.
    pub fn accepts(
        &self,
        event_id: Uuid,
        stamp: &Stamp,
        outcome: Result<PublishAck, PublishError>,
    ) -> bool {
        match outcome {
            Ok(acknowledged) => self.state.trusts(stamp, &acknowledged),
            Err(error) => {
                if stream_is_missing(&error) {
                    self.state.doubt.notify_one();
                }
                tracing::debug!(%event_id, %error, "not acknowledged; the sweep publishes it again");
                false
            }
        }
    }

    /// Marks what was acknowledged. What can't be marked is published again, which is harmless.
    pub async fn mark(&self, acknowledged: &[(Uuid, Stamp)]) {
        let _turn = self.turn.lock().await;
        let Some(current) = self.state.stamp() else {
            return;
        };
        let event_ids: Vec<Uuid> = acknowledged
            .iter()
            .filter(|(_, stamp)| {
                stamp.created == current.created && stamp.generation == current.generation
            })
            .map(|(event_id, _)| *event_id)
            .collect();
        if event_ids.is_empty() {
            return;
        }
        match self.mark_rows(event_ids, current.created).await {
            Ok(marked) => {
                metrics::PUBLISHED.add(marked, &metrics::service(self.database.service()))
            }
            Err(error) => tracing::warn!(error = ?error, "published events were not marked"),
        }
    }

    async fn mark_rows(&self, event_ids: Vec<Uuid>, created: DateTime<Utc>) -> Result<u64, Error> {
        let stream = self.stream.clone();
        self.database
            .relay(move |connection| {
                Box::pin(async move {
                    // Publishing again after a crash is harmless: nobody waits for the disk.
                    sqlx::query("SET LOCAL synchronous_commit = off").execute(&mut *connection).await?;
                    // Another process may know already that this stream is gone.
                    let known: Option<i32> = sqlx::query_scalar(
                        "SELECT 1 FROM stream_state WHERE stream = $1 AND created_at = $2 FOR SHARE",
                    )
                    .bind(stream)
                    .bind(created)
                    .fetch_optional(&mut *connection)
                    .await?;
                    if known.is_none() {
                        return Ok(0);
                    }
                    let marked = sqlx::query(
                        "UPDATE outbox SET published_at = now()
                          WHERE event_id = ANY ($1) AND published_at IS NULL",
                    )
                    .bind(event_ids)
                    .execute(connection)
                    .await?;
                    Ok(marked.rows_affected())
                })
            })
            .await
    }

    /// Remembers which stream stands there; everything is unpublished when it is another one.
    pub async fn renew(&self, created: DateTime<Utc>) -> Result<u64, Error> {
        let _turn = self.turn.lock().await;
        let stream = self.stream.clone();
        self.database
            .relay(move |connection| {
                Box::pin(async move {
                    sqlx::query("SET LOCAL statement_timeout = 0")
                        .execute(&mut *connection)
                        .await?;
                    let changed = sqlx::query(
                        "INSERT INTO stream_state (stream, created_at) VALUES ($1, $2)
                         ON CONFLICT (stream) DO UPDATE SET created_at = EXCLUDED.created_at
                          WHERE stream_state.created_at <> EXCLUDED.created_at",
                    )
                    .bind(stream)
                    .bind(created)
                    .execute(&mut *connection)
                    .await?;
                    if changed.rows_affected() == 0 {
                        return Ok(0);
                    }
                    let again = sqlx::query(
                        "UPDATE outbox SET published_at = NULL WHERE published_at IS NOT NULL",
                    )
                    .execute(connection)
                    .await?;
                    Ok(again.rows_affected())
                })
            })
            .await
    }

    /// What was published within `unsynced` may be lost with the power: it is published again.
    pub async fn unpublish_recent(
        &self,
        unsynced: Duration,
        last_sequence: u64,
    ) -> Result<u64, Error> {
        let _turn = self.turn.lock().await;
        self.state.shortened(last_sequence);
        if unsynced.is_zero() {
            return Ok(0);
        }
        let oldest = first_id_at(Utc::now() - unsynced - COMMITTED_BEFORE);
        self.database
            .relay(move |connection| {
                Box::pin(async move {
                    let again = sqlx::query(
                        "UPDATE outbox SET published_at = NULL
                          WHERE event_id >= $1 AND published_at > now() - make_interval(secs => $2)",
                    )
                    .bind(oldest)
                    .bind(unsynced.as_secs_f64())
                    .execute(connection)
                    .await?;
                    Ok(again.rows_affected())
                })
            })
            .await
    }
}

/// The smallest id an event made at `instant` can have: ids begin with their milliseconds.
fn first_id_at(instant: DateTime<Utc>) -> Uuid {
    let millis = u128::try_from(instant.timestamp_millis()).unwrap_or(0);
    Uuid::from_u128(millis << 80)
}
