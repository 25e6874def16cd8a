//! Events a consumer could not apply: kept with their cause until a person has them replayed.
use std::collections::BTreeMap;
use std::future::Future;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use kezhuan_database::{Database, Error};
use serde_json::Value;
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use crate::delivery::Consumer;
use crate::{Delivery, Failure, envelope, metrics};

/// One event that nobody could handle.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct DeadLetter {
    pub consumer: String,
    pub event_id: Uuid,
    pub subject: String,
    pub payload: Vec<u8>,
    headers: Json<BTreeMap<String, String>>,
    pub cause: String,
    pub tries: i32,
    pub first_at: DateTime<Utc>,
    pub last_at: DateTime<Utc>,
}

impl DeadLetter {
    /// What people call it: `deadLetters/{event id}`.
    pub fn name(&self) -> String {
        format!("deadLetters/{}", self.event_id)
    }

    /// Whose events stand still until this one is replayed.
    pub fn aggregate_id(&self) -> Option<Uuid> {
        self.headers.get(envelope::AGGREGATE_ID)?.parse().ok()
    }

    /// Its place among its aggregate's events.
    pub fn sequence(&self) -> Option<i64> {
        self.headers.get(envelope::SEQUENCE)?.parse().ok()
    }
}

/// How a replay ended.
#[derive(Debug)]
pub struct Replayed {
    pub applied: usize,
    /// The event that still can't be applied, and why; those after it wait.
    pub stopped: Option<(Uuid, String)>,
}

const OPEN: &str = "SELECT consumer, event_id, subject, payload, headers, cause, tries, first_at, last_at
   FROM dead_letter
  WHERE resolved_at IS NULL AND consumer = $1 AND ($2::uuid IS NULL OR headers->>'ce-aggregateid' = $2::text)
  ORDER BY headers->>'ce-aggregateid', (headers->>'ce-sequence')::bigint LIMIT $3";

const ONE: &str =
    "SELECT consumer, event_id, subject, payload, headers, cause, tries, first_at, last_at
   FROM dead_letter
  WHERE resolved_at IS NULL AND consumer = $1 AND event_id = $2";

/// The open dead letters of a consumer, those of one aggregate together and in order.
pub async fn open(
    database: &Database,
    durable: &str,
    aggregate_id: Option<Uuid>,
    limit: i64,
) -> Result<Vec<DeadLetter>, Error> {
    database
        .relay_read(async |connection| {
            let letters = sqlx::query_as(OPEN)
                .bind(durable)
                .bind(aggregate_id)
                .bind(limit);
            Ok(letters.fetch_all(connection).await?)
        })
        .await
}

/// How many of a consumer are open.
pub(crate) async fn count_open(database: &Database, durable: &str) -> Result<i64, Error> {
    database
        .relay_read(async |connection| {
            let open =
                "SELECT count(*) FROM dead_letter WHERE resolved_at IS NULL AND consumer = $1";
            let open = sqlx::query_scalar(open).bind(durable);
            Ok(open.fetch_one(connection).await?)
        })
        .await
}

/// The open dead letter that people call `name`.
pub async fn named(
    database: &Database,
    durable: &str,
    name: &str,
) -> Result<Option<DeadLetter>, Error> {
    let Some(id) = name
        .strip_prefix("deadLetters/")
        .and_then(|id| Uuid::try_parse(id).ok())
    else {
        return Ok(None);
    };
    database
        .relay_read(async |connection| {
            let letter = sqlx::query_as(ONE).bind(durable).bind(id);
            Ok(letter.fetch_optional(connection).await?)
        })
        .await
}

/// Gives an aggregate's dead letters to `handler` again, in order, until one fails or none is left.
pub async fn replay<H, F>(
    database: &Database,
    durable: &str,
    aggregate_id: Uuid,
    handler: H,
) -> Result<Replayed, Error>
where
    H: Fn(Arc<Delivery>) -> F,
    F: Future<Output = Result<(), Failure>>,
{
    let consumer = Consumer {
        durable: durable.into(),
        service: database.service(),
    };
    let mut applied = 0;
    // One at a time: events that arrive meanwhile line up behind the open ones.
    while let Some(letter) = open(database, durable, Some(aggregate_id), 1).await?.pop() {
        let read = Delivery::read(
            &consumer,
            &letter.subject,
            letter.headers.0,
            letter.payload.into(),
        );
        let outcome = match read {
            Ok(delivery) => handler(Arc::new(delivery)).await,
            Err(foreign) => Err(Failure::Other(foreign.into())),
        };
        match outcome {
            Ok(()) => resolve(database, durable, aggregate_id, letter.event_id).await?,
            Err(failure) => {
                let cause = failure.cause();
                failed_again(database, durable, letter.event_id, &cause).await?;
                return Ok(Replayed {
                    applied,
                    stopped: Some((letter.event_id, cause)),
                });
            }
        }
        applied += 1;
    }
    Ok(Replayed {
        applied,
        stopped: None,
    })
}

const BURY: &str = "INSERT INTO dead_letter
        (consumer, event_id, subject, payload, headers, cause, tries, first_at, last_at)
 VALUES ($1, $2, $3, $4, $5, $6, $7, now(), now())
 ON CONFLICT (consumer, event_id) DO UPDATE
    SET cause = EXCLUDED.cause, tries = dead_letter.tries + EXCLUDED.tries, last_at = now(), resolved_at = NULL";

/// Sets an event aside whose tries are used up.
pub(crate) async fn bury(
    database: &Database,
    delivery: &Arc<Delivery>,
    cause: String,
    tries: i32,
) -> Result<(), Error> {
    metrics::DEAD_LETTERS.add(1, &metrics::consumer(&delivery.consumer));
    let delivery = delivery.clone();
    database
        .relay(move |connection| {
            Box::pin(async move {
                take_turn(connection, &delivery.consumer, delivery.aggregate_id).await?;
                insert(connection, &delivery, &cause, tries).await
            })
        })
        .await
}

const BEHIND: &str = "it waits behind an earlier event that could not be applied";

/// Sets an event aside when an earlier one of its aggregate is: `false` when none is.
pub(crate) async fn bury_behind(
    database: &Database,
    delivery: &Arc<Delivery>,
) -> Result<bool, Error> {
    let delivery = delivery.clone();
    database
        .relay(move |connection| {
            Box::pin(async move {
                take_turn(connection, &delivery.consumer, delivery.aggregate_id).await?;
                let behind: bool = sqlx::query_scalar(
                    "SELECT EXISTS (SELECT FROM dead_letter
                              WHERE resolved_at IS NULL AND consumer = $1
                                AND headers->>'ce-aggregateid' = $2::text
                                AND (headers->>'ce-sequence')::bigint < $3)",
                )
                .bind(&*delivery.consumer)
                .bind(delivery.aggregate_id)
                .bind(delivery.sequence)
                .fetch_one(&mut *connection)
                .await?;
                if behind {
                    insert(connection, &delivery, BEHIND, 0).await?;
                }
                Ok(behind)
            })
        })
        .await
}

async fn insert(
    connection: &mut PgConnection,
    delivery: &Delivery,
    cause: &str,
    tries: i32,
) -> Result<(), Error> {
    sqlx::query(BURY)
        .bind(&*delivery.consumer)
        .bind(delivery.event_id)
        .bind(&delivery.subject)
        .bind(&*delivery.payload)
        .bind(serde_json::to_value(&delivery.headers).unwrap_or(Value::Null))
        .bind(cause)
        .bind(tries)
        .execute(connection)
        .await?;
    Ok(())
}

// Burying and resolving take turns per aggregate: an event that arrives while the last open one
// is resolved must neither be set aside for ever nor overtake.
async fn take_turn(
    connection: &mut PgConnection,
    durable: &str,
    aggregate_id: Uuid,
) -> Result<(), Error> {
    sqlx::query("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))")
        .bind(format!("dead letter {durable}/{aggregate_id}"))
        .execute(connection)
        .await?;
    Ok(())
}

async fn resolve(
    database: &Database,
    durable: &str,
    aggregate_id: Uuid,
    event_id: Uuid,
) -> Result<(), Error> {
    let durable = durable.to_owned();
    database
        .relay(move |connection| {
            Box::pin(async move {
                take_turn(connection, &durable, aggregate_id).await?;
                sqlx::query(
                    "UPDATE dead_letter SET resolved_at = now() WHERE consumer = $1 AND event_id = $2",
                )
                .bind(&durable)
                .bind(event_id)
                .execute(connection)
                .await?;
                Ok(())
            })
        })
        .await
}

async fn failed_again(
    database: &Database,
    durable: &str,
    event_id: Uuid,
    cause: &str,
) -> Result<(), Error> {
    let (durable, cause) = (durable.to_owned(), cause.to_owned());
    database
        .relay(move |connection| {
            Box::pin(async move {
                sqlx::query(
                    "UPDATE dead_letter SET cause = $3, tries = tries + 1, last_at = now()
                      WHERE consumer = $1 AND event_id = $2",
                )
                .bind(durable)
                .bind(event_id)
                .bind(cause)
                .execute(connection)
                .await?;
                Ok(())
            })
        })
        .await
}
