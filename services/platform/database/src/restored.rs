//! A database that was brought back to an earlier point, and those that heard of what it has forgotten. For tools, as an admin,
//! while no service runs.
use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::{Database, Error};

/// How far an aggregate's events go in the database they come from; 0 where it knows none.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Reach {
    pub aggregate: String,
    pub aggregate_id: Uuid,
    pub last: i64,
}

/// What a service keeps of another under a number that only grows, an event's sequence or a version. A source that was brought
/// back gives numbers again, and what stands under a higher one would never be overwritten. Each service lists its own.
#[derive(Clone, Copy, Debug)]
pub enum Guarded {
    /// Rows that consumers build of the events of single aggregates: forgotten, and built anew from those that are left.
    Heard {
        source: &'static str,
        consumers: &'static [&'static str],
        /// Forgets what is kept of the aggregates in `$1`, a `uuid[]`.
        forget: &'static str,
    },
    /// Rows that are compared with the source after every start: whatever it says then stands.
    Compared {
        source: &'static str,
        /// Takes their numbers back.
        open: &'static str,
    },
}

/// What a source that was brought back has lost.
#[derive(Clone, Debug)]
pub struct Loss {
    pub source: &'static str,
    /// How far the events now go of each aggregate that has lost some.
    pub reach: Vec<Reach>,
    pub events: Vec<Uuid>,
}

/// Connections of the service itself to its database: whoever brings it back to order must be alone.
pub async fn visitors(database: &Database) -> Result<i64, Error> {
    let service = database.service();
    database
        .relay_read(async |connection| {
            Ok(sqlx::query_scalar(
                "SELECT count(*) FROM pg_stat_activity
                  WHERE datname = current_database() AND application_name = $1 AND usename <> current_user",
            )
            .bind(service)
            .fetch_one(connection)
            .await?)
        })
        .await
}

/// When the newest event was committed that the database knows.
pub async fn newest_event(database: &Database) -> Result<Option<DateTime<Utc>>, Error> {
    database
        .relay_read(async |connection| {
            Ok(sqlx::query_scalar("SELECT max(occurred_at) FROM outbox")
                .fetch_one(connection)
                .await?)
        })
        .await
}

/// Those of `events` that the database does not know.
pub async fn unknown(database: &Database, events: &[Uuid]) -> Result<Vec<Uuid>, Error> {
    database
        .relay_read(async |connection| {
            Ok(sqlx::query_scalar(
                "SELECT event_id FROM unnest($1::uuid[]) AS told(event_id)
                  WHERE NOT EXISTS (SELECT FROM outbox WHERE outbox.event_id = told.event_id)",
            )
            .bind(events)
            .fetch_all(connection)
            .await?)
        })
        .await
}

/// How far the events of these aggregates go here.
pub async fn reach(
    database: &Database,
    aggregates: &[(String, Uuid)],
) -> Result<Vec<Reach>, Error> {
    let (names, ids): (Vec<&str>, Vec<Uuid>) = aggregates
        .iter()
        .map(|(name, id)| (name.as_str(), *id))
        .unzip();
    database
        .relay_read(async |connection| {
            Ok(sqlx::query_as(
                "SELECT told.aggregate, told.aggregate_id, coalesce(max(outbox.sequence), 0) AS last
                   FROM unnest($1::text[], $2::uuid[]) AS told(aggregate, aggregate_id)
                   LEFT JOIN outbox USING (aggregate, aggregate_id)
                  GROUP BY told.aggregate, told.aggregate_id",
            )
            .bind(names)
            .bind(ids)
            .fetch_all(connection)
            .await?)
        })
        .await
}

/// Brings a listener back to what its source now knows, so that the source's next events are not taken for repeats: its inbox,
/// and what it keeps under numbers of the source. Nobody waits for the forgotten events any more. Answers how many places were
/// set back.
pub async fn set_back(
    database: &Database,
    loss: &Loss,
    guarded: &'static [&'static [Guarded]],
) -> Result<u64, Error> {
    let loss = loss.clone();
    database
        .relay(move |connection| {
            Box::pin(async move {
                let mut places = 0;
                for list in guarded {
                    for rows in *list {
                        places += give_up(connection, &loss, rows).await?;
                    }
                }
                places += inbox(connection, &loss.reach).await?;
                sqlx::query(
                    "UPDATE dead_letter SET resolved_at = now()
                      WHERE event_id = ANY ($1) AND resolved_at IS NULL",
                )
                .bind(&loss.events)
                .execute(connection)
                .await?;
                Ok(places)
            })
        })
        .await
}

/// Forgets what the source does not stand for any more. Answers how many places the inbox has to hear again.
async fn give_up(
    connection: &mut PgConnection,
    loss: &Loss,
    guarded: &Guarded,
) -> Result<u64, Error> {
    match *guarded {
        Guarded::Heard {
            source,
            consumers,
            forget,
        } if source == loss.source => {
            let ids: Vec<Uuid> = loss.reach.iter().map(|reach| reach.aggregate_id).collect();
            sqlx::query(forget)
                .bind(&ids)
                .execute(&mut *connection)
                .await?;
            let again = sqlx::query(
                "DELETE FROM inbox WHERE consumer = ANY ($1) AND aggregate_id = ANY ($2)",
            )
            .bind(consumers)
            .bind(&ids)
            .execute(connection)
            .await?;
            Ok(again.rows_affected())
        }
        Guarded::Compared { source, open } if source == loss.source => {
            sqlx::query(open).execute(connection).await?;
            Ok(0)
        }
        Guarded::Heard { .. } | Guarded::Compared { .. } => Ok(0),
    }
}

/// Sets every inbox that went further back to what is known.
async fn inbox(connection: &mut PgConnection, to: &[Reach]) -> Result<u64, Error> {
    let names: Vec<&str> = to.iter().map(|reach| reach.aggregate.as_str()).collect();
    let ids: Vec<Uuid> = to.iter().map(|reach| reach.aggregate_id).collect();
    let lasts: Vec<i64> = to.iter().map(|reach| reach.last).collect();
    let gone = sqlx::query(
        "DELETE FROM inbox USING unnest($1::text[], $2::uuid[], $3::bigint[]) AS known(aggregate, aggregate_id, last)
          WHERE inbox.aggregate = known.aggregate AND inbox.aggregate_id = known.aggregate_id
            AND known.last = 0",
    )
    .bind(&names)
    .bind(&ids)
    .bind(&lasts)
    .execute(&mut *connection)
    .await?;
    let set_back = sqlx::query(
        "UPDATE inbox SET last_sequence = known.last
           FROM unnest($1::text[], $2::uuid[], $3::bigint[]) AS known(aggregate, aggregate_id, last)
          WHERE inbox.aggregate = known.aggregate AND inbox.aggregate_id = known.aggregate_id
            AND inbox.last_sequence > known.last",
    )
    .bind(&names)
    .bind(&ids)
    .bind(&lasts)
    .execute(connection)
    .await?;
    Ok(gone.rows_affected() + set_back.rows_affected())
}
