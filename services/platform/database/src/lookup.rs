//! What many requests look up alike, looked up together: those of one scope that came while the
//! statement before was under way share the next. None waits for company.
use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures::FutureExt;
use futures::future::BoxFuture;
use sqlx::PgConnection;
use tokio::sync::oneshot;

use crate::door::Shared;
use crate::scope::Scope;
use crate::{Error, reading};

/// A statement that answers the questions of many requests at once (`UNNEST`).
pub trait Lookup: Send + Sync + 'static {
    type Key: Send + Sync + 'static;
    type Found: Send + 'static;

    /// One answer for each key, in the order of the keys.
    fn find<'c>(
        keys: &'c [Self::Key],
        connection: &'c mut PgConnection,
    ) -> BoxFuture<'c, Result<Vec<Self::Found>, sqlx::Error>>;
}

/// The questions that wait, by who asks and what is asked.
#[derive(Clone)]
pub(crate) struct Lookups {
    shared: Shared,
    waiting: Arc<Mutex<Waiting>>,
}

/// Behind `Any` stands the `Vec<Question<L>>` of the lookup the type id names. An entry is there
/// while a task is at work on it.
type Waiting = HashMap<(Scope, TypeId), Box<dyn Any + Send>>;

struct Question<L: Lookup> {
    key: L::Key,
    reply: oneshot::Sender<Result<L::Found, Error>>,
}

fn questions<L: Lookup>(queue: &mut Box<dyn Any + Send>) -> Option<&mut Vec<Question<L>>> {
    queue.downcast_mut()
}

impl Lookups {
    pub fn new(shared: Shared) -> Self {
        Self {
            shared,
            waiting: Arc::default(),
        }
    }

    /// The answer to one question, asked together with those that wait.
    pub async fn ask<L: Lookup>(&self, scope: Scope, key: L::Key) -> Result<L::Found, Error> {
        let (reply, answer) = oneshot::channel();
        self.enter::<L>(scope, Question { key, reply })?;
        answer.await.unwrap_or(Err(Error::Panicked))
    }

    fn enter<L: Lookup>(&self, scope: Scope, question: Question<L>) -> Result<(), Error> {
        let place = (scope, TypeId::of::<L>());
        let mut waiting = self.lock();
        if let Some(queue) = waiting.get_mut(&place).and_then(questions::<L>) {
            if queue.len() >= self.shared.config.queue_max {
                return Err(Error::Overloaded);
            }
            queue.push(question);
            return Ok(());
        }
        waiting.insert(place.clone(), Box::new(vec![question]));
        drop(waiting);
        let lookups = self.clone();
        kezhuan_runtime::spawn("database lookup", async move {
            while let Some(questions) = lookups.take::<L>(&place) {
                // Contained, so that a panic costs its own group and not the queue.
                let answered = AssertUnwindSafe(lookups.answer(&place.0, questions));
                if answered.catch_unwind().await.is_err() {
                    tracing::error!(
                        lookup = std::any::type_name::<L>(),
                        "a lookup ended in a panic"
                    );
                }
            }
        });
        Ok(())
    }

    /// The next group; `None` closes the queue, for nobody waits.
    fn take<L: Lookup>(&self, place: &(Scope, TypeId)) -> Option<Vec<Question<L>>> {
        let mut waiting = self.lock();
        let queue = waiting.get_mut(place).and_then(questions::<L>)?;
        queue.retain(|question| !question.reply.is_closed());
        if queue.is_empty() {
            waiting.remove(place);
            return None;
        }
        let count = queue.len().min(self.shared.config.group_max);
        Some(queue.drain(..count).collect())
    }

    async fn answer<L: Lookup>(&self, scope: &Scope, questions: Vec<Question<L>>) {
        let (keys, replies): (Vec<_>, Vec<_>) = questions
            .into_iter()
            .map(|question| (question.key, question.reply))
            .unzip();
        match self.find::<L>(scope, &keys).await {
            Ok(found) => {
                for (reply, found) in replies.into_iter().zip(found) {
                    let _ = reply.send(Ok(found));
                }
            }
            Err(error) if error.is_passing() || keys.len() == 1 => {
                let cause = error.to_string();
                let mut replies = replies.into_iter();
                if let Some(first) = replies.next() {
                    let _ = first.send(Err(error));
                }
                for reply in replies {
                    let cause = sqlx::Error::Protocol(cause.clone());
                    let _ = reply.send(Err(Error::Unavailable(cause)));
                }
            }
            // One damaged row fails the statement: the others still get theirs.
            Err(_) => {
                for (key, reply) in keys.into_iter().zip(replies) {
                    let found = self.find::<L>(scope, &[key]).await;
                    let _ = reply.send(found.map(|mut found| found.remove(0)));
                }
            }
        }
    }

    async fn find<L: Lookup>(
        &self,
        scope: &Scope,
        keys: &[L::Key],
    ) -> Result<Vec<L::Found>, Error> {
        let found = reading::read(
            &self.shared.pool,
            scope.begin_read_only(),
            self.shared.config.acquire_max(),
            async |connection| L::find(keys, connection).await.map_err(Error::from),
        )
        .await?;
        if found.len() == keys.len() {
            Ok(found)
        } else {
            Err(Error::Count {
                written: found.len() as i64,
                expected: keys.len() as i64,
            })
        }
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
