//! Committed events on their way to JetStream: published directly after the commit, and swept
//! from the outbox when a crash or an absent NATS left them there. Publishes in no transaction.
mod acknowledged;
mod keeper;
mod ledger;
mod publisher;
mod stream;
mod sweep;

use std::sync::Arc;

use kezhuan_database::Database;
use kezhuan_database::outbox::OutboxRow;
use kezhuan_runtime::Shutdown;
use tokio::sync::mpsc;

use crate::{Bus, resend};
use acknowledged::Sent;
use ledger::Ledger;
pub(crate) use publisher::Publisher;
use stream::StreamState;

/// Publishes the events of `service` until shutdown. Starts and goes on without NATS and Postgres.
pub async fn relay(
    bus: Bus,
    database: Database,
    service: &'static str,
    shutdown: Shutdown,
) -> anyhow::Result<()> {
    // First of all, so that nothing committed from now on has to wait for the sweep.
    let committed = database.committed_events();
    let state = Arc::new(StreamState::default());
    let ledger = Ledger::new(database.clone(), bus.stream_name(service), state.clone());
    let publisher = Publisher::new(bus.clone(), service, state.clone());
    let (sent, waiting) = mpsc::channel(bus.config().acks_max);
    tokio::try_join!(
        async {
            publish_committed(&publisher, committed, sent, &shutdown).await;
            Ok(())
        },
        async {
            acknowledged::collect(waiting, &ledger, bus.config().batch_max).await;
            Ok(())
        },
        keeper::keep(&publisher, &ledger, &shutdown),
        sweep::sweep(&publisher, &ledger, &shutdown),
        resend::answer(&publisher, &database, &shutdown),
    )?;
    Ok(())
}

/// The short way: in the order of the commits, acknowledgements awaited elsewhere.
async fn publish_committed(
    publisher: &Publisher,
    mut committed: mpsc::Receiver<Vec<OutboxRow>>,
    sent: mpsc::Sender<Sent>,
    shutdown: &Shutdown,
) {
    loop {
        let rows = tokio::select! {
            biased;
            rows = committed.recv() => rows,
            // Last in order: what was committed before the shutdown still goes out.
            () = shutdown.triggered() => None,
        };
        let Some(rows) = rows else { return };
        for row in &rows {
            // Without a stream the sweep finds them later.
            let Some(stamp) = publisher.ready() else {
                break;
            };
            match publisher.send(row, &row.event_id.to_string()).await {
                Ok(acknowledgement) => {
                    let waiting = Sent {
                        event_id: row.event_id,
                        stamp,
                        acknowledgement,
                    };
                    if sent.send(waiting).await.is_err() {
                        return;
                    }
                }
                Err(error) => {
                    tracing::warn!(event_id = %row.event_id, error = format!("{error:#}"), "not published yet");
                    break;
                }
            }
        }
    }
}
