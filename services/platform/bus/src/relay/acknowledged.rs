//! Acknowledgements as they come in, and their marks in the outbox, many at a time.
use std::time::Duration;

use async_nats::jetstream::context::{PublishAckFuture, PublishError, PublishErrorKind};
use async_nats::jetstream::publish::PublishAck;
use futures::StreamExt;
use futures::stream::FuturesUnordered;
use tokio::sync::mpsc;
use uuid::Uuid;

use super::ledger::Ledger;
use super::stream::Stamp;

/// Between two marks: nobody waits for one, and those that come meanwhile share a transaction.
const COMPANY: Duration = Duration::from_millis(50);

/// An event on its way.
pub(super) struct Sent {
    pub event_id: Uuid,
    pub stamp: Stamp,
    pub acknowledgement: PublishAckFuture,
}

impl Sent {
    pub async fn outcome(self) -> (Uuid, Stamp, Result<PublishAck, PublishError>) {
        (self.event_id, self.stamp, self.acknowledgement.await)
    }
}

/// Collects until the channel is closed and the last acknowledgement is in.
pub(super) async fn collect(mut sent: mpsc::Receiver<Sent>, ledger: &Ledger, batch_max: usize) {
    let (to_mark, mut marks) = mpsc::unbounded_channel();
    let collecting = async move {
        let mut under_way = FuturesUnordered::new();
        let mut open = true;
        while open || !under_way.is_empty() {
            tokio::select! {
                next = sent.recv(), if open => match next {
                    Some(next) => under_way.push(next.outcome()),
                    None => open = false,
                },
                Some((event_id, stamp, outcome)) = under_way.next() => {
                    if ledger.accepts(event_id, &stamp, outcome) {
                        let _ = to_mark.send((event_id, stamp));
                    }
                }
            }
        }
    };
    let marking = async {
        let mut batch = Vec::with_capacity(batch_max);
        while marks.recv_many(&mut batch, batch_max).await > 0 {
            ledger.mark(&batch).await;
            if batch.len() < batch_max {
                tokio::time::sleep(COMPANY).await;
            }
            batch.clear();
        }
    };
    tokio::join!(collecting, marking);
}

/// Whether the server said that there is no stream to take the event.
pub(super) fn stream_is_missing(error: &PublishError) -> bool {
    error.kind() == PublishErrorKind::StreamNotFound
}
