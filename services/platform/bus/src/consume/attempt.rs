//! One try at one event, and what follows from how it ended.
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use async_nats::jetstream::message::{AckKind, Acker};
use futures::FutureExt;
use futures::future::BoxFuture;
use kezhuan_database::Database;
use tracing::Instrument;

use super::ConsumerConfig;
use super::lanes::Epoch;
use super::trouble::{Early, Troubles};
use crate::resend::{self, Request};
use crate::{Bus, Delivery, Failure, Gap, dead_letter, trace};

/// The event before an early one is most often only a moment behind.
const EARLY: Duration = Duration::from_millis(25);
/// What was asked for arrives soon, or is asked for again.
const GAP_MAX: Duration = Duration::from_secs(1);
/// What it needs is away: that is nobody's fault, and is not counted.
const PASSING_MAX: u32 = 6;

pub(super) struct Attempt {
    pub delivery: Arc<Delivery>,
    pub acker: Acker,
    pub handed_out: i64,
    pub epoch: Epoch,
    /// The epoch it came in.
    pub stream: u64,
}

impl Attempt {
    /// Tells the server what became of it, unless it came from a stream that is gone.
    async fn settle(&self, kind: AckKind) {
        if self.epoch.now() != self.stream {
            return;
        }
        if let Err(error) = self.acker.ack_with(kind).await {
            tracing::debug!(%error, event_id = %self.delivery.event_id, "not told; it will come again");
        }
    }

    /// Lets another process have it at once.
    pub async fn give_back(self) {
        self.settle(AckKind::Nak(None)).await;
    }

    async fn later(&self, pause: Duration) {
        self.settle(AckKind::Nak(Some(pause))).await;
    }
}

type Handler = dyn Fn(Arc<Delivery>) -> BoxFuture<'static, Result<(), Failure>> + Send + Sync;

struct Inner {
    bus: Bus,
    database: Database,
    config: ConsumerConfig,
    handler: Box<Handler>,
    troubles: Troubles,
}

/// Everything an attempt needs.
#[derive(Clone)]
pub(super) struct Attempts(Arc<Inner>);

impl Attempts {
    pub fn new<H, F>(bus: Bus, database: Database, config: ConsumerConfig, handler: H) -> Self
    where
        H: Fn(Arc<Delivery>) -> F + Send + Sync + 'static,
        F: Future<Output = Result<(), Failure>> + Send + 'static,
    {
        let handler: Box<Handler> = Box::new(move |delivery| handler(delivery).boxed());
        Self(Arc::new(Inner {
            bus,
            database,
            config,
            handler,
            troubles: Troubles::default(),
        }))
    }

    /// Tries the event and settles it; never fails.
    pub fn work(&self, attempt: Attempt) -> BoxFuture<'static, ()> {
        let inner = self.0.clone();
        let span = trace::span(&attempt.delivery);
        async move { inner.attempt(attempt).await }
            .instrument(span)
            .boxed()
    }
}

impl Inner {
    async fn attempt(&self, attempt: Attempt) {
        let handled = AssertUnwindSafe(async { (self.handler)(attempt.delivery.clone()).await });
        let outcome = handled
            .catch_unwind()
            .await
            .unwrap_or(Err(Failure::Panicked));
        match outcome {
            Ok(()) => {
                self.troubles.over(attempt.delivery.aggregate_id);
                tracing::debug!(event = attempt.delivery.event_name, event_id = %attempt.delivery.event_id, "event applied");
                attempt.settle(AckKind::Ack).await;
            }
            Err(Failure::Gap(gap)) => self.early(&attempt, gap).await,
            Err(failure) if failure.is_passing() => self.passing(&attempt, &failure).await,
            Err(failure) => self.failed(&attempt, &failure).await,
        }
    }

    async fn passing(&self, attempt: &Attempt, failure: &Failure) {
        let times = u32::try_from(attempt.handed_out)
            .unwrap_or(u32::MAX)
            .min(PASSING_MAX);
        tracing::warn!(cause = failure.cause(), "the event waits for what it needs");
        attempt.later(self.config.pause(times)).await;
    }

    async fn failed(&self, attempt: &Attempt, failure: &Failure) {
        let delivery = &attempt.delivery;
        let times = self
            .troubles
            .failed(delivery.aggregate_id, delivery.event_id);
        let cause = failure.cause();
        if times < self.config.tries_max {
            let pause = self.config.pause(times);
            tracing::warn!(
                cause,
                times,
                "an event could not be applied; it is tried again"
            );
            self.troubles.retried_in(delivery.aggregate_id, pause);
            return attempt.later(pause).await;
        }
        tracing::error!(cause, times, event_id = %delivery.event_id, "an event became a dead letter; its aggregate stands still");
        match dead_letter::bury(
            &self.database,
            delivery,
            cause,
            i32::try_from(times).unwrap_or(i32::MAX),
        )
        .await
        {
            Ok(()) => {
                self.troubles.over(delivery.aggregate_id);
                attempt.settle(AckKind::Ack).await;
            }
            Err(error) => {
                tracing::warn!(error = ?error, "the dead letter could not be stored");
                attempt.later(self.config.retry_max).await;
            }
        }
    }

    async fn early(&self, attempt: &Attempt, gap: Gap) {
        let delivery = &attempt.delivery;
        match self.troubles.early(delivery.aggregate_id) {
            Early::Once => attempt.later(EARLY).await,
            Early::AfterRetry(wait) => attempt.later(wait + EARLY).await,
            Early::Still { times, ask } => {
                match dead_letter::bury_behind(&self.database, delivery).await {
                    Ok(true) => return attempt.settle(AckKind::Ack).await,
                    Ok(false) => {}
                    Err(error) => {
                        tracing::debug!(error = ?error, "the dead letters could not be read")
                    }
                }
                if ask {
                    self.ask(delivery, &gap).await;
                }
                attempt
                    .later(self.config.pause(times - 1).min(GAP_MAX))
                    .await;
            }
        }
    }

    async fn ask(&self, delivery: &Delivery, gap: &Gap) {
        let request = Request {
            aggregate: delivery.aggregate.clone(),
            aggregate_id: delivery.aggregate_id,
            from: gap.expected,
            to: gap.found - 1,
        };
        tracing::info!(
            ?request,
            "events are missing; their source is asked for them"
        );
        if let Err(error) = resend::ask(&self.bus, &self.config.source_service, &request).await {
            tracing::debug!(error = format!("{error:#}"), "nobody could be asked");
        }
    }
}
