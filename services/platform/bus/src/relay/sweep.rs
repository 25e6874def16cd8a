//! Finds what a crash, an absent NATS or a lost stream left unpublished, and publishes it.
use std::collections::HashSet;

use futures::StreamExt;
use futures::stream::FuturesOrdered;
use kezhuan_database::outbox::{self, OutboxRow};
use kezhuan_database::{Database, Error};
use kezhuan_runtime::Shutdown;
use tokio::time::MissedTickBehavior;
use uuid::Uuid;

use super::acknowledged::Sent;
use super::ledger::Ledger;
use super::publisher::Publisher;

// One process of the service sweeps at a time, so that an aggregate's events go out in order.
const TURN: &str = "relay sweep";

/// Sweeps at every tick, and at once when there is a new stream to fill.
pub(super) async fn sweep(
    publisher: &Publisher,
    ledger: &Ledger,
    shutdown: &Shutdown,
) -> anyhow::Result<()> {
    let mut tick = tokio::time::interval(publisher.bus().config().sweep());
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = shutdown.triggered() => return Ok(()),
            _ = tick.tick() => {}
            () = publisher.state().work.notified() => {}
        }
        if publisher.ready().is_some()
            && let Err(error) = once(publisher, ledger, shutdown).await
        {
            tracing::warn!(error = ?error, "the outbox could not be swept");
        }
    }
}

/// Where the next batch begins; rows are taken in this order.
#[derive(Default, Clone)]
struct After {
    aggregate: String,
    aggregate_id: Uuid,
    sequence: i64,
}

async fn once(publisher: &Publisher, ledger: &Ledger, shutdown: &Shutdown) -> Result<(), Error> {
    let config = publisher.bus().config();
    let limit = i64::try_from(config.batch_max).unwrap_or(i64::MAX);
    let mut after = After::default();
    let mut rows = waiting(
        ledger.database(),
        config.sweep().as_secs_f64(),
        &after,
        limit,
    )
    .await?;
    if rows.is_empty() {
        return Ok(());
    }
    let Some(turn) = outbox::claim(ledger.database(), TURN, Uuid::nil()).await? else {
        return Ok(());
    };
    let mut published = 0;
    while let Some(last) = rows.last() {
        after = After {
            aggregate: last.aggregate.clone(),
            aggregate_id: last.aggregate_id,
            sequence: last.sequence,
        };
        let acknowledged = publish(publisher, ledger, &rows).await;
        ledger.mark(&acknowledged).await;
        published += acknowledged.len();
        // NATS is in trouble: the next tick tries again from the beginning.
        if acknowledged.is_empty() || shutdown.is_triggered() {
            break;
        }
        rows = waiting(
            ledger.database(),
            config.sweep().as_secs_f64(),
            &after,
            limit,
        )
        .await?;
    }
    turn.release().await;
    if published > 0 {
        tracing::info!(published, "the sweep published waiting events");
    }
    Ok(())
}

/// Publishes a batch and answers what was acknowledged of it.
async fn publish(
    publisher: &Publisher,
    ledger: &Ledger,
    rows: &[OutboxRow],
) -> Vec<(Uuid, super::stream::Stamp)> {
    let mut under_way = FuturesOrdered::new();
    let mut stuck = HashSet::new();
    for row in rows {
        let Some(stamp) = publisher.ready() else {
            break;
        };
        // What can't be sent stops its own aggregate only.
        if stuck.contains(&row.aggregate_id) {
            continue;
        }
        match publisher.send(row, &row.event_id.to_string()).await {
            Ok(acknowledgement) => {
                under_way.push_back(
                    Sent {
                        event_id: row.event_id,
                        stamp,
                        acknowledgement,
                    }
                    .outcome(),
                );
            }
            Err(error) => {
                tracing::error!(event_id = %row.event_id, error = format!("{error:#}"), "an event can't be published");
                stuck.insert(row.aggregate_id);
            }
        }
    }
    let mut acknowledged = Vec::with_capacity(under_way.len());
    while let Some((event_id, stamp, outcome)) = under_way.next().await {
        if ledger.accepts(event_id, &stamp, outcome) {
            acknowledged.push((event_id, stamp));
        }
    }
    acknowledged
}

async fn waiting(
    database: &Database,
    older_than_s: f64,
    after: &After,
    limit: i64,
) -> Result<Vec<OutboxRow>, Error> {
    database
        .relay_read(async |connection| {
            Ok(sqlx::query_as(
                "SELECT event_id, aggregate, aggregate_id, sequence, tenant, subject, payload,
                        occurred_at, legal_date, trace_parent, actor, plugin_versions, param_versions
                   FROM outbox
                  WHERE published_at IS NULL AND occurred_at < now() - make_interval(secs => $1)
                    AND (aggregate, aggregate_id, sequence) > ($2, $3, $4)
                  ORDER BY aggregate, aggregate_id, sequence LIMIT $5",
            )
            .bind(older_than_s)
            .bind(&after.aggregate)
            .bind(after.aggregate_id)
            .bind(after.sequence)
            .bind(limit)
            .fetch_all(connection)
            .await?)
        })
        .await
}
