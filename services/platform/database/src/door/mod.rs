//! The door to a write: a queue per scope, and lanes that take what queued while the group
//! before was committing. No write waits for company.
pub(crate) mod flush;
mod group;
mod member;

use std::collections::{HashMap, HashSet, VecDeque};
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use futures::FutureExt;
use kezhuan_runtime::LegalClock;
use sqlx::PgPool;
use tokio::sync::mpsc;

use crate::outbox::OutboxRow;
use crate::scope::Scope;
use crate::{DatabaseConfig, Error};
pub(crate) use member::{Codec, Job, Member};

/// What every group needs.
#[derive(Clone)]
pub(crate) struct Shared {
    pub pool: PgPool,
    pub service: &'static str,
    pub clock: LegalClock,
    pub config: Arc<DatabaseConfig>,
    /// The version of the service's own figures, where it has some.
    pub parameters: Arc<OnceLock<String>>,
    pub committed: Arc<Mutex<Option<mpsc::Sender<Vec<OutboxRow>>>>>,
}

impl Shared {
    /// Hands the events of a committed group to the relay; what does not fit, the sweep finds.
    pub fn hand_over(&self, events: Vec<OutboxRow>) {
        if events.is_empty() {
            return;
        }
        let relay = self
            .committed
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(relay) = relay.as_ref() {
            let _ = relay.try_send(events);
        }
    }
}

#[derive(Clone)]
pub(crate) struct Door {
    shared: Shared,
    waiting: Arc<Mutex<Waiting>>,
}

#[derive(Default)]
struct Waiting {
    queues: HashMap<Scope, Queue>,
    ready: VecDeque<Scope>,
    lanes: usize,
    total: usize,
}

#[derive(Default)]
struct Queue {
    members: VecDeque<Box<dyn Member>>,
    /// Turns of this scope that stand in `ready` or are being committed.
    turns: usize,
}

impl Door {
    pub fn new(shared: Shared) -> Self {
        Self {
            shared,
            waiting: Arc::default(),
        }
    }

    /// Queues one write; its answer comes through the member's own channel.
    pub fn enter(&self, scope: Scope, member: Box<dyn Member>) {
        let config = &self.shared.config;
        let mut waiting = self.lock();
        if waiting.total >= config.queue_max {
            drop(waiting);
            return member.fail(Error::Overloaded);
        }
        waiting.total += 1;
        let lane_free = waiting.lanes < config.lanes_max;
        let queue = waiting.queues.entry(scope.clone()).or_default();
        queue.members.push_back(member);
        // A second group of the same scope only when the first could not take everybody.
        let wanted =
            queue.turns == 0 || (lane_free && queue.members.len() > queue.turns * config.group_max);
        if wanted {
            queue.turns += 1;
            waiting.ready.push_back(scope);
            if lane_free {
                waiting.lanes += 1;
                drop(waiting);
                let door = self.clone();
                kezhuan_runtime::spawn("database lane", async move { door.lane().await });
            }
        }
    }

    /// Writes that no lane has taken yet.
    pub fn waiting(&self) -> usize {
        self.lock().total
    }

    /// Commits group after group until nobody waits.
    async fn lane(self) {
        while let Some((scope, members)) = self.take() {
            // Bodies are contained one by one; this keeps the queue alive through our own faults.
            let group = AssertUnwindSafe(group::commit(&self.shared, &scope, members));
            if group.catch_unwind().await.is_err() {
                tracing::error!(
                    service = self.shared.service,
                    "a group of writes ended in a panic"
                );
            }
            self.done(scope);
        }
    }

    /// The next group, or `None` when this lane has ended.
    fn take(&self) -> Option<(Scope, Vec<Box<dyn Member>>)> {
        let mut waiting = self.lock();
        let Some(scope) = waiting.ready.pop_front() else {
            waiting.lanes -= 1;
            return None;
        };
        let mut members = Vec::new();
        if let Some(queue) = waiting.queues.get_mut(&scope) {
            let count = queue.members.len().min(self.shared.config.group_max);
            // One request twice in one group could only fail it: the repeat waits for its turn.
            let mut keys = HashSet::new();
            let mut repeats = VecDeque::new();
            for member in queue.members.drain(..count) {
                match member.key() {
                    Some(key) if !keys.insert(key.id) => repeats.push_back(member),
                    _ => members.push(member),
                }
            }
            repeats.append(&mut queue.members);
            queue.members = repeats;
        }
        waiting.total -= members.len();
        Some((scope, members))
    }

    fn done(&self, scope: Scope) {
        let mut waiting = self.lock();
        if let Some(queue) = waiting.queues.get_mut(&scope) {
            if !queue.members.is_empty() {
                waiting.ready.push_back(scope);
            } else if queue.turns > 1 {
                queue.turns -= 1;
            } else {
                waiting.queues.remove(&scope);
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
