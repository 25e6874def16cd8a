//! Threads that stand behind everything else for the processor, as many as there are cores: for work that is
//! nobody's case, such as a replay of a year, and for tenants whose calls take all they are given. Neither costs
//! other live questions much.

use std::sync::OnceLock;

use rayon::{ThreadPool, ThreadPoolBuildError, ThreadPoolBuilder};
use tokio::sync::oneshot;

/// How far behind: live threads get about ten times the time where both want a core.
const NICE: i32 = 10;

/// The threads, started at the first work.
#[derive(Default)]
pub(crate) struct Beside(OnceLock<Option<ThreadPool>>);

impl Beside {
    /// Runs `work` on one of them. `None` where it could not be run.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Option<T> {
        let threads = self.0.get_or_init(|| match threads() {
            Ok(threads) => Some(threads),
            Err(error) => {
                tracing::error!(%error, "threads behind live questions can't be started");
                None
            }
        });
        let (done, finished) = oneshot::channel();
        threads.as_ref()?.spawn(move || {
            // Whoever waited may be gone.
            let _ = done.send(work());
        });
        finished.await.ok()
    }
}

fn threads() -> Result<ThreadPool, ThreadPoolBuildError> {
    ThreadPoolBuilder::new()
        .thread_name(|number| format!("beside-{number}"))
        .start_handler(|_| {
            if let Err(error) = rustix::process::setpriority_process(None, NICE) {
                tracing::warn!(%error, "a thread beside live questions runs like one of theirs");
            }
        })
        // The work's own result is then missing, which its caller is told.
        .panic_handler(|_| tracing::error!("work beside live questions panicked"))
        .build()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn work_runs_behind_live_threads_and_a_panic_ends_it_alone() {
        let beside = Beside::default();
        let nice = || rustix::process::getpriority_process(None).unwrap();
        let here = nice();
        assert_eq!(beside.run(nice).await, Some(NICE.max(here)));
        assert_eq!(nice(), here);
        let panics = beside.run(|| panic!("on purpose"));
        assert_eq!(panics.await, None::<()>);
        assert_eq!(beside.run(|| 7).await, Some(7));
    }
}
