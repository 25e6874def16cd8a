//! The loop: a look at every change of the legal day, and one each minute.
use std::sync::Arc;
use std::time::Duration;

use chrono::NaiveDate;
use kezhuan_database::Database;
use kezhuan_runtime::{LegalClock, Shutdown};

use crate::look::Look;
use crate::timer::Timer;
use crate::{Due, Page, Taken, Untaken, kept};

/// A clock that follows the machine tells nobody when its day changes.
const LOOK_EVERY: Duration = Duration::from_secs(60);

/// A service's timers, with what they work with. Every replica runs its own: each step is decided anew on the row that is held.
pub struct Scheduler<C, E> {
    database: Database,
    clock: LegalClock,
    context: Arc<C>,
    timers: Vec<Timer<E>>,
}

impl<C: Send + Sync + 'static, E: Untaken> Scheduler<C, E> {
    /// Without a timer yet; `context` is what their functions are handed.
    pub fn new(database: Database, clock: LegalClock, context: C) -> Scheduler<C, E> {
        Scheduler {
            database,
            clock,
            context: Arc::new(context),
            timers: Vec::new(),
        }
    }

    /// Adds a timer. Its name, a noun and a verb, stands in tables, logs and figures: it is not changed. `read` answers a
    /// page of what is due, `take` takes one; its last argument is today.
    pub fn timer<R, Read, Reading, Take, Taking>(
        mut self,
        name: &'static str,
        read: Read,
        take: Take,
    ) -> Scheduler<C, E>
    where
        R: Send + 'static,
        Read: Fn(Arc<C>, Page) -> Reading + Send + Sync + 'static,
        Reading: Future<Output = Result<Vec<Due<R>>, E>> + Send + 'static,
        Take: Fn(Arc<C>, Due<R>, NaiveDate) -> Taking + Send + Sync + 'static,
        Taking: Future<Output = Result<Taken, E>> + Send + 'static,
    {
        let timer = Timer::new(name, self.context.clone(), read, take);
        self.timers.push(timer);
        self
    }

    /// Takes what is due until shutdown.
    pub async fn run(self, shutdown: Shutdown) -> anyhow::Result<()> {
        let mut days = self.clock.changes();
        loop {
            self.look(&shutdown).await;
            tokio::select! {
                () = shutdown.triggered() => return Ok(()),
                Ok(()) = days.changed() => {}
                () = tokio::time::sleep(LOOK_EVERY) => {}
            }
        }
    }

    async fn look(&self, shutdown: &Shutdown) {
        let today = self.clock.today();
        let look = Look::new(self.database.service(), &self.timers, today);
        let Some(looks) = look.take_all(shutdown).await else {
            return;
        };
        if let Err(error) = kept::keep(&self.database, today, looks).await {
            tracing::warn!(error = ?error, "how far the timers came could not be noted now");
        }
    }
}
