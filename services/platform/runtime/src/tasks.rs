//! Tasks with names, whose failure ends the process instead of going unnoticed.
use std::future::Future;

use tokio::task::{JoinHandle, JoinSet};

use crate::Shutdown;

/// Runs `work` on its own. The one door to a detached task.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the door the ban points to"
)]
pub fn spawn<F>(name: &'static str, work: F) -> JoinHandle<F::Output>
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    use tracing::Instrument;
    tokio::spawn(work.instrument(tracing::debug_span!("task", name)))
}

/// The long-running work of a service: relay, consumers, server.
#[derive(Default)]
pub struct Tasks {
    running: JoinSet<(&'static str, anyhow::Result<()>)>,
    shutdown: Shutdown,
}

impl Tasks {
    /// No tasks yet; `shutdown` is triggered when one fails.
    pub fn new(shutdown: Shutdown) -> Tasks {
        Tasks {
            running: JoinSet::new(),
            shutdown,
        }
    }

    /// Adds one.
    pub fn spawn<F>(&mut self, name: &'static str, work: F)
    where
        F: Future<Output = anyhow::Result<()>> + Send + 'static,
    {
        self.running.spawn(async move { (name, work.await) });
    }

    /// Waits for all; the first failure triggers the shutdown and is what is returned.
    pub async fn join(mut self) -> anyhow::Result<()> {
        let mut first = Ok(());
        while let Some(ended) = self.running.join_next().await {
            let failure = match ended {
                Ok((_, Ok(()))) => continue,
                Ok((name, Err(error))) => error.context(format!("{name} failed")),
                Err(panicked) => anyhow::Error::new(panicked).context("a task panicked"),
            };
            tracing::error!(error = format!("{failure:#}"), "stopping");
            self.shutdown.trigger();
            if first.is_ok() {
                first = Err(failure);
            }
        }
        first
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn one_failure_stops_the_others_and_is_returned() {
        let shutdown = Shutdown::new();
        let mut tasks = Tasks::new(shutdown.clone());
        let waiting = shutdown.clone();
        tasks.spawn("patient", async move {
            waiting.triggered().await;
            Ok(())
        });
        tasks.spawn("broken", async { anyhow::bail!("no luck") });
        let error = tasks.join().await.unwrap_err();
        assert_eq!(format!("{error:#}"), "broken failed: no luck");
        assert!(shutdown.is_triggered());
    }
}
