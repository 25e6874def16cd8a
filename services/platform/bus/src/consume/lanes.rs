//! One lane per aggregate: its events one after the other, the lanes side by side.
use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use futures::StreamExt;
use futures::future::BoxFuture;
use futures::stream::FuturesUnordered;
use uuid::Uuid;

use super::ConsumerConfig;
use super::attempt::{Attempt, Attempts};
use super::source::Arrived;

/// The events of a lane are given back after this long when the process stops.
const FINISH_MAX: Duration = Duration::from_secs(10);

/// An aggregate whose turn is over.
pub(super) struct Done(Uuid);

/// Which stream messages come from; acknowledgements of an older one are not sent.
#[derive(Clone, Default)]
pub(super) struct Epoch(Arc<AtomicU64>);

impl Epoch {
    pub fn now(&self) -> u64 {
        self.0.load(Ordering::Acquire)
    }
}

pub(super) struct Lanes {
    waiting: HashMap<Uuid, VecDeque<Attempt>>,
    /// Aggregates with something to do and nobody doing it.
    ready: VecDeque<Uuid>,
    running: FuturesUnordered<BoxFuture<'static, Done>>,
    queued: usize,
    concurrency_max: usize,
    queue_max: usize,
    epoch: Epoch,
}

impl Lanes {
    pub fn new(config: &ConsumerConfig) -> Self {
        Self {
            waiting: HashMap::new(),
            ready: VecDeque::new(),
            running: FuturesUnordered::new(),
            queued: 0,
            concurrency_max: config.concurrency_max.max(1),
            queue_max: config.queue_max.max(1),
            epoch: Epoch::default(),
        }
    }

    pub fn have_room(&self) -> bool {
        self.queued < self.queue_max
    }

    /// Queues an event behind those of its aggregate.
    pub fn admit(&mut self, arrived: Arrived, attempts: &Attempts) {
        let aggregate_id = arrived.delivery.aggregate_id;
        let attempt = Attempt {
            delivery: Arc::new(arrived.delivery),
            acker: arrived.acker,
            handed_out: arrived.handed_out,
            epoch: self.epoch.clone(),
            stream: self.epoch.now(),
        };
        if let Some(lane) = self.waiting.get_mut(&aggregate_id) {
            // Handed out again while it waits here: the first copy will do.
            if lane
                .iter()
                .any(|queued| queued.delivery.event_id == attempt.delivery.event_id)
            {
                return;
            }
            lane.push_back(attempt);
        } else {
            self.waiting.insert(aggregate_id, VecDeque::from([attempt]));
            self.ready.push_back(aggregate_id);
        }
        self.queued += 1;
        self.start(attempts);
    }

    /// The next aggregate whose turn is over; never when nothing runs.
    pub async fn next_done(&mut self) -> Option<Done> {
        self.running.next().await
    }

    /// Goes on with the aggregate's next event, or closes its lane.
    pub fn done(&mut self, Done(aggregate_id): Done, attempts: &Attempts) {
        match self.waiting.get(&aggregate_id) {
            Some(lane) if !lane.is_empty() => self.ready.push_back(aggregate_id),
            Some(_) => {
                self.waiting.remove(&aggregate_id);
            }
            None => {}
        }
        self.start(attempts);
    }

    /// Drops what waits and acknowledges nothing of it: it comes again.
    pub fn forget(&mut self) {
        self.epoch.0.fetch_add(1, Ordering::AcqRel);
        for lane in self.waiting.values_mut() {
            lane.clear();
        }
        self.queued = 0;
        // Lanes that were ready have nothing any more; those that run close when done.
        for aggregate_id in self.ready.drain(..) {
            self.waiting.remove(&aggregate_id);
        }
    }

    /// Lets what runs end, and gives back what waits.
    pub async fn finish(mut self) {
        let queued = self.waiting.drain().flat_map(|(_, lane)| lane);
        futures::future::join_all(queued.map(Attempt::give_back)).await;
        let ending = async { while self.running.next().await.is_some() {} };
        if tokio::time::timeout(FINISH_MAX, ending).await.is_err() {
            tracing::warn!("some events were still being handled; they come again");
        }
    }

    fn start(&mut self, attempts: &Attempts) {
        while self.running.len() < self.concurrency_max {
            let Some(aggregate_id) = self.ready.pop_front() else {
                return;
            };
            let Some(attempt) = self
                .waiting
                .get_mut(&aggregate_id)
                .and_then(VecDeque::pop_front)
            else {
                continue;
            };
            self.queued -= 1;
            let work = attempts.work(attempt);
            self.running.push(Box::pin(async move {
                work.await;
                Done(aggregate_id)
            }));
        }
    }
}
