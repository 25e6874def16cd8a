//! One write inside a group: its body, and the caller who waits for its answer.
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use futures::FutureExt;
use futures::future::BoxFuture;
use kezhuan_auth::Caller;
use tokio::sync::oneshot;
use tracing::{Instrument, Span};

use crate::error::stands_on_deadlock;
use crate::figures::Writing;
use crate::request::{RequestKey, Stored};
use crate::{Error, Write};

/// A write whose answer and error types only its caller knows.
pub(crate) trait Member: Send {
    fn key(&self) -> Option<&RequestKey>;
    /// Whether nobody waits for the answer any more.
    fn abandoned(&self) -> bool;
    /// Runs the body; `false` when it refused, which rolls its transaction back.
    fn run<'w>(&'w mut self, write: &'w mut Write) -> BoxFuture<'w, bool>;
    /// Whether the last run was one of several that waited for each other: another run may go through.
    fn lost_a_deadlock(&self) -> bool;
    /// Sends what the last run came to: its answer after the commit, its refusal after the
    /// rollback.
    fn answer(self: Box<Self>);
    /// Sends a failure that is not the body's.
    fn fail(self: Box<Self>, error: Error);
    /// Sends what the first run of the same request came to.
    fn repeat(self: Box<Self>, first: Stored);
}

/// How an answer is kept under its request id.
pub(crate) struct Codec<T> {
    pub encode: fn(&T) -> Vec<u8>,
    pub decode: fn(&[u8]) -> Result<T, prost::DecodeError>,
}

pub(crate) struct Job<T, E, F> {
    pub caller: Arc<Caller>,
    pub key: Option<(RequestKey, Codec<T>)>,
    pub body: F,
    /// Where the write was asked for: its events belong to that trace, whoever's lane runs it.
    pub asked_in: Span,
    pub writing: Writing,
    pub outcome: Option<Result<T, E>>,
    pub reply: oneshot::Sender<Result<T, E>>,
}

impl<T, E, F> Member for Job<T, E, F>
where
    T: Send,
    E: From<Error> + std::error::Error + Send + 'static,
    F: for<'w> Fn(&'w mut Write) -> BoxFuture<'w, Result<T, E>> + Send,
{
    fn key(&self) -> Option<&RequestKey> {
        self.key.as_ref().map(|(key, _)| key)
    }

    fn abandoned(&self) -> bool {
        self.reply.is_closed()
    }

    fn run<'w>(&'w mut self, write: &'w mut Write) -> BoxFuture<'w, bool> {
        let asked_in = self.asked_in.clone();
        let run = async move {
            write.enter(&self.caller, self.key());
            let outcome = {
                let (body, write) = (&self.body, &mut *write);
                contained(move || body(write))
            };
            let outcome = outcome.await.unwrap_or_else(|| Err(Error::Panicked.into()));
            if let (Ok(answer), Some((key, codec))) = (&outcome, &self.key) {
                write
                    .buffers
                    .request
                    .push((key.clone(), (codec.encode)(answer)));
            }
            write.leave();
            let answered = outcome.is_ok();
            self.outcome = Some(outcome);
            answered
        };
        Box::pin(run.instrument(asked_in))
    }

    fn lost_a_deadlock(&self) -> bool {
        let error = self
            .outcome
            .as_ref()
            .and_then(|outcome| outcome.as_ref().err());
        error.is_some_and(|error| stands_on_deadlock(error))
    }

    fn answer(mut self: Box<Self>) {
        if let Some(outcome) = self.outcome.take() {
            self.tell(outcome);
        }
    }

    fn fail(self: Box<Self>, error: Error) {
        self.tell(Err(error.into()));
    }

    fn repeat(self: Box<Self>, first: Stored) {
        let outcome = match (first, &self.key) {
            (Stored::Answer(answer), Some((_, codec))) => {
                (codec.decode)(&answer).map_err(|error| Error::from(error).into())
            }
            (Stored::Refusal(status), _) => Err(Error::RefusedBefore(status).into()),
            (Stored::Answer(_), None) => return,
        };
        self.tell(outcome);
    }
}

impl<T, E, F> Job<T, E, F> {
    fn tell(self, outcome: Result<T, E>) {
        let Job {
            mut writing, reply, ..
        } = self;
        writing.answered(outcome.is_ok());
        // Counted before its caller goes on, who may look.
        drop(writing);
        let _ = reply.send(outcome);
    }
}

/// Runs a body and contains its panics; building its future is the body's code too.
fn contained<'w, O: Send + 'w>(
    start: impl FnOnce() -> BoxFuture<'w, O>,
) -> BoxFuture<'w, Option<O>> {
    let started = catch_unwind(AssertUnwindSafe(start));
    Box::pin(async move { AssertUnwindSafe(started.ok()?).catch_unwind().await.ok() })
}
