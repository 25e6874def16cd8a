//! One server process: whether it lives, how it is asked to stop, how it is killed.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Child,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread,
    time::{Duration, Instant},
};

use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};

use crate::{Error, error::While};

const POLL: Duration = Duration::from_millis(5);
const PATIENCE: Duration = Duration::from_secs(30);

/// How a server's processes are told from all others: by program and working folder together.
///
/// A server works in its own data folder, so this holds across our own death and after process ids
/// were given to others.
#[derive(Clone, Debug)]
pub(crate) struct Mark {
    pub program: &'static str,
    pub folder: PathBuf,
}

impl Mark {
    /// Every live process of the server.
    fn processes(&self) -> Vec<Pid> {
        let Ok(entries) = fs::read_dir("/proc") else {
            return Vec::new();
        };
        entries
            .flatten()
            .filter_map(|entry| entry.file_name().to_str()?.parse().ok().map(Pid::from_raw))
            .filter(|pid| self.is_of(*pid))
            .collect()
    }

    fn is_of(&self, pid: Pid) -> bool {
        let of = |link: &str| fs::read_link(format!("/proc/{pid}/{link}")).ok();
        // The kernel marks a program whose file was replaced since, as a new set-up does.
        let runs = of("exe").is_some_and(|exe| {
            let name = exe
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            name.trim_end_matches(" (deleted)") == self.program
        });
        runs && of("cwd").is_some_and(|cwd| cwd == self.folder)
    }

    /// Ends what an earlier run left behind: politely where `leader` is one of its processes.
    pub fn clear(&self, leader: Option<u32>, polite: Signal) {
        let leader = leader
            .and_then(|pid| i32::try_from(pid).ok())
            .map(Pid::from_raw);
        let mut left = self.processes();
        if left.is_empty() {
            return;
        }
        tracing::info!(program = self.program, folder = %self.folder.display(), "stopping what an earlier run left behind");
        if let Some(leader) = leader.filter(|leader| left.contains(leader)) {
            signal(leader, polite);
            left = self.wait_until_gone(PATIENCE);
        }
        if !left.is_empty() {
            self.kill_all();
        }
    }

    /// SIGKILL to every process of the server, until none is left.
    fn kill_all(&self) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let left = self.processes();
            if left.is_empty() || Instant::now() > deadline {
                return;
            }
            left.into_iter()
                .for_each(|pid| signal(pid, Signal::SIGKILL));
            thread::sleep(POLL);
        }
    }

    fn wait_until_gone(&self, patience: Duration) -> Vec<Pid> {
        let deadline = Instant::now() + patience;
        loop {
            let left = self.processes();
            if left.is_empty() || Instant::now() > deadline {
                return left;
            }
            thread::sleep(POLL);
        }
    }
}

/// A child that may be running, and can be started again.
#[derive(Clone)]
pub(crate) struct Process {
    child: Arc<Mutex<Option<Child>>>,
    mark: Mark,
    polite: Signal,
}

impl Process {
    pub fn new(mark: Mark, polite: Signal) -> Self {
        Self {
            child: Arc::default(),
            mark,
            polite,
        }
    }

    /// The signal that asks it to end.
    pub fn polite(&self) -> Signal {
        self.polite
    }

    pub fn adopt(&self, child: Child) {
        *self.slot() = Some(child);
    }

    /// The process id while it was started and not stopped by us.
    pub fn pid(&self) -> Option<u32> {
        self.slot().as_ref().map(Child::id)
    }

    pub fn is_running(&self) -> bool {
        self.slot()
            .as_mut()
            .is_some_and(|child| matches!(child.try_wait(), Ok(None)))
    }

    /// Whether it ended without being asked to.
    pub fn died(&self) -> bool {
        self.slot()
            .as_mut()
            .is_some_and(|child| matches!(child.try_wait(), Ok(Some(_))))
    }

    /// Asks the server to end, and insists when it does not; returns when nothing of it is left.
    pub fn stop_blocking(&self) {
        let Some(mut child) = self.slot().take() else {
            return;
        };
        if let Ok(pid) = i32::try_from(child.id())
            && matches!(child.try_wait(), Ok(None))
        {
            signal(Pid::from_raw(pid), self.polite);
        }
        let deadline = Instant::now() + PATIENCE;
        while matches!(child.try_wait(), Ok(None)) {
            if Instant::now() > deadline {
                tracing::warn!(
                    program = self.mark.program,
                    "did not stop when asked, killing it"
                );
                reap(&mut child);
            }
            thread::sleep(POLL);
        }
        self.mark.kill_all();
    }

    /// SIGKILL to the server and all of its processes; returns when nothing of it is left.
    pub fn kill_blocking(&self) {
        if let Some(mut child) = self.slot().take() {
            reap(&mut child);
        }
        self.mark.kill_all();
    }

    pub async fn stop(&self) -> Result<(), Error> {
        let process = self.clone();
        off_the_runtime(move || process.stop_blocking()).await
    }

    pub async fn kill(&self) -> Result<(), Error> {
        let process = self.clone();
        off_the_runtime(move || process.kill_blocking()).await
    }

    fn slot(&self) -> MutexGuard<'_, Option<Child>> {
        self.child.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Runs work that waits on the machine where it holds up no task.
pub(crate) async fn off_the_runtime<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Error> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(std::io::Error::other)
        .during(|| "run a blocking step".to_owned())
}

/// The process id a server wrote into a file of its own.
pub(crate) fn pid_in(path: &Path) -> Option<u32> {
    fs::read_to_string(path)
        .ok()?
        .lines()
        .next()?
        .trim()
        .parse()
        .ok()
}

fn signal(pid: Pid, signal: Signal) {
    // It may have ended between being seen and being signalled.
    if let Err(error) = kill(pid, signal) {
        tracing::debug!(%pid, %signal, %error, "signal not delivered");
    }
}

fn reap(child: &mut Child) {
    if let Err(error) = child.kill().and_then(|()| child.wait().map(drop)) {
        tracing::debug!(%error, "child not reaped");
    }
}
