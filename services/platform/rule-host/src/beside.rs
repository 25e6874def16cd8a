//! Threads that stand behind those of live questions for the processor, as many as there are cores, so that
//! neither a replay of a year nor a tenant whose calls take all they are given costs other live questions much.

use std::sync::OnceLock;

use rayon::{ThreadPool, ThreadPoolBuildError, ThreadPoolBuilder};
use thread_priority::{
    NormalThreadSchedulePolicy, ThreadPriority, ThreadSchedulePolicy,
    set_thread_priority_and_policy, thread_native_id,
};
use tokio::sync::oneshot;

/// Where both want a core, live threads get about ten times the time.
const NICE: i32 = 10;

/// How far behind.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Standing {
    /// Work that is nobody's case, and must get on on a busy machine, too.
    Behind,
    /// Work that only gets what nobody else wants, and makes room at once: of who ran into limits. Programs
    /// that it starts stand where it does.
    Last,
}

/// The threads, started at the first work.
pub(crate) struct Beside {
    standing: Standing,
    threads: OnceLock<Option<ThreadPool>>,
}

impl Beside {
    pub(crate) fn new(standing: Standing) -> Beside {
        Beside {
            standing,
            threads: OnceLock::new(),
        }
    }

    /// Runs `work` on one of them. `None` where it could not be run.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Option<T> {
        let threads = self.threads.get_or_init(|| match threads(self.standing) {
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

fn threads(standing: Standing) -> Result<ThreadPool, ThreadPoolBuildError> {
    ThreadPoolBuilder::new()
        .thread_name(move |number| format!("{standing:?}-{number}").to_lowercase())
        .start_handler(move |_| {
            if let Err(error) = take(standing) {
                tracing::warn!(%error, "a thread beside live questions runs like one of theirs");
            }
        })
        // The work's own result is then missing, which its caller is told.
        .panic_handler(|_| tracing::error!("work beside live questions panicked"))
        .build()
}

/// Puts this thread in its place.
fn take(standing: Standing) -> Result<(), String> {
    match standing {
        Standing::Behind => {
            rustix::process::setpriority_process(None, NICE).map_err(|error| error.to_string())
        }
        Standing::Last => {
            // Niceness is not enough: who wakes up waits for the end of a nicer thread's slice, some
            // milliseconds, but not for one of this policy.
            let policy = ThreadSchedulePolicy::Normal(NormalThreadSchedulePolicy::Idle);
            set_thread_priority_and_policy(thread_native_id(), ThreadPriority::Min, policy)
                .map_err(|error| error.to_string())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use thread_priority::thread_schedule_policy;

    #[tokio::test]
    async fn work_runs_behind_live_threads_and_a_panic_ends_it_alone() {
        let beside = Beside::new(Standing::Behind);
        let nice = || rustix::process::getpriority_process(None).unwrap();
        let here = nice();
        assert_eq!(beside.run(nice).await, Some(NICE.max(here)));
        assert_eq!(nice(), here);
        let panics = beside.run(|| panic!("on purpose"));
        assert_eq!(panics.await, None::<()>);
        assert_eq!(beside.run(|| 7).await, Some(7));
    }

    #[tokio::test]
    async fn who_stands_last_runs_when_nobody_else_wants_to() {
        let last = Beside::new(Standing::Last);
        let idle = ThreadSchedulePolicy::Normal(NormalThreadSchedulePolicy::Idle);
        let policy = || thread_schedule_policy().unwrap();
        assert_eq!(last.run(policy).await, Some(idle));
        assert_ne!(policy(), idle);
    }
}
