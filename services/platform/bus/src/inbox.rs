//! What a consumer has applied: the next event of an aggregate once, and nothing out of order.
use std::sync::Arc;

use futures::future::BoxFuture;
use kezhuan_database::{Batch, Database, Write};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::{Delivery, Failure};

/// Whether a delivery is new.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    /// It is the next one, and counted as applied when this write commits.
    Next,
    /// It was applied before: nothing is to be done.
    Repeat,
}

/// Events between the last one applied and this one have not arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{aggregate_id} continues at {expected}, and {found} arrived")]
pub struct Gap {
    pub aggregate_id: Uuid,
    pub expected: i64,
    pub found: i64,
}

/// An event of one aggregate; those of many aggregates are counted by one statement.
struct Step {
    consumer: String,
    aggregate: String,
    aggregate_id: Uuid,
    sequence: i64,
}

impl Step {
    fn of(delivery: &Delivery) -> Self {
        Self {
            consumer: delivery.consumer.to_string(),
            aggregate: delivery.aggregate.clone(),
            aggregate_id: delivery.aggregate_id,
            sequence: delivery.sequence,
        }
    }
}

/// Counts an aggregate's first event.
struct First;

impl Batch for First {
    type Row = Step;

    fn write<'w>(
        steps: &'w [Step],
        connection: &'w mut PgConnection,
    ) -> BoxFuture<'w, Result<u64, sqlx::Error>> {
        count(
            "INSERT INTO inbox (consumer, aggregate, aggregate_id, last_sequence)
             SELECT * FROM unnest($1::text[], $2::text[], $3::uuid[], $4::bigint[])
                 ON CONFLICT DO NOTHING",
            steps,
            connection,
        )
    }
}

/// Counts the event after the last.
struct Next;

impl Batch for Next {
    type Row = Step;

    fn write<'w>(
        steps: &'w [Step],
        connection: &'w mut PgConnection,
    ) -> BoxFuture<'w, Result<u64, sqlx::Error>> {
        count(
            "UPDATE inbox SET last_sequence = step.sequence
               FROM unnest($1::text[], $2::text[], $3::uuid[], $4::bigint[])
                    AS step(consumer, aggregate, aggregate_id, sequence)
              WHERE inbox.consumer = step.consumer AND inbox.aggregate = step.aggregate
                AND inbox.aggregate_id = step.aggregate_id AND inbox.last_sequence = step.sequence - 1",
            steps,
            connection,
        )
    }
}

fn count<'w>(
    statement: &'static str,
    steps: &'w [Step],
    connection: &'w mut PgConnection,
) -> BoxFuture<'w, Result<u64, sqlx::Error>> {
    fn column<'s, T>(steps: &'s [Step], of: impl Fn(&'s Step) -> T) -> Vec<T> {
        steps.iter().map(of).collect()
    }
    Box::pin(async move {
        let counted = sqlx::query(statement)
            .bind(column(steps, |step| step.consumer.as_str()))
            .bind(column(steps, |step| step.aggregate.as_str()))
            .bind(column(steps, |step| step.aggregate_id))
            .bind(column(steps, |step| step.sequence))
            .execute(connection)
            .await?;
        Ok(counted.rows_affected())
    })
}

/// Counts the delivery as applied with this write, unless it was already or is not its turn.
///
/// Stands in the handler's own write, so that the effect and the count commit together.
pub async fn expect_next(write: &mut Write, delivery: &Delivery) -> Result<Sight, Failure> {
    let counted = match delivery.sequence {
        1 => write.batch::<First>(Step::of(delivery)).await,
        _ => write.batch::<Next>(Step::of(delivery)).await,
    };
    match counted {
        Ok(()) => return Ok(Sight::Next),
        Err(sqlx::Error::RowNotFound) => {}
        Err(error) => return Err(error.into()),
    }
    let last: Option<i64> = sqlx::query_scalar(
        "SELECT last_sequence FROM inbox WHERE consumer = $1 AND aggregate = $2 AND aggregate_id = $3",
    )
    .bind(&*delivery.consumer)
    .bind(&delivery.aggregate)
    .bind(delivery.aggregate_id)
    .fetch_optional(&mut **write)
    .await?;
    let last = last.unwrap_or(0);
    if delivery.sequence <= last {
        return Ok(Sight::Repeat);
    }
    Err(Gap {
        aggregate_id: delivery.aggregate_id,
        expected: last + 1,
        found: delivery.sequence,
    }
    .into())
}

/// Whether the delivery was counted as applied before: for a handler whose effect comes before the count.
pub async fn is_repeat(database: &Database, delivery: &Delivery) -> Result<bool, Failure> {
    database
        .read(&delivery.caller(), async |connection| {
            let counted = sqlx::query_scalar(
                "SELECT EXISTS (SELECT FROM inbox WHERE consumer = $1 AND aggregate = $2 AND aggregate_id = $3
                                                    AND last_sequence >= $4)",
            )
            .bind(&*delivery.consumer)
            .bind(&delivery.aggregate)
            .bind(delivery.aggregate_id)
            .bind(delivery.sequence)
            .fetch_one(connection)
            .await?;
            Ok(counted)
        })
        .await
}

/// Applies `effect` once, in one write with its count: what nearly every handler does.
pub async fn apply<F>(
    database: &Database,
    delivery: &Arc<Delivery>,
    effect: F,
) -> Result<(), Failure>
where
    F: for<'w> Fn(&'w mut Write, Arc<Delivery>) -> BoxFuture<'w, Result<(), Failure>>
        + Clone
        + Send
        + Sync
        + 'static,
{
    let caller = delivery.caller();
    let delivery = delivery.clone();
    database
        .write_as(&caller, move |write: &mut Write| {
            let (delivery, effect) = (delivery.clone(), effect.clone());
            Box::pin(async move {
                match expect_next(write, &delivery).await? {
                    Sight::Next => effect(write, delivery).await,
                    Sight::Repeat => Ok(()),
                }
            })
        })
        .await
}

/// Counts an event this consumer has no use for, so that the next one is not a gap.
pub async fn skip(database: &Database, delivery: &Arc<Delivery>) -> Result<(), Failure> {
    apply(database, delivery, |_, _| Box::pin(async { Ok(()) })).await
}

/// Forgets what `durable` has applied: in the write that empties its projection.
pub async fn forget(write: &mut Write, durable: &str) -> Result<(), sqlx::Error> {
    sqlx::query("DELETE FROM inbox WHERE consumer = $1")
        .bind(durable)
        .execute(&mut **write)
        .await?;
    Ok(())
}
