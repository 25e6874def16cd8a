//! One of the suite's programs in a process of its own, stopped when it is dropped.
use std::fs::OpenOptions;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use kezhuan::suite::SuiteFile;
use kezhuan_servers::end_child;
use tonic::transport::Endpoint;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::{HealthCheckRequest, health_client::HealthClient};

const READY_MAX: Duration = Duration::from_secs(60);
const STOP_MAX: Duration = Duration::from_secs(60);
const LOOK_EVERY: Duration = Duration::from_millis(1);
const LOG_TAIL_BYTES: usize = 4_000;

/// A running program.
pub struct Program {
    name: String,
    child: Child,
    log: PathBuf,
}

impl Program {
    /// Starts a program built beside this one; what it logs lies in `folder`.
    pub fn start(
        name: &str,
        folder: &Path,
        configure: impl FnOnce(&mut Command),
    ) -> anyhow::Result<Program> {
        let path = std::env::current_exe()?.with_file_name(name);
        ensure!(
            path.is_file(),
            "{} is not built: `make bench` builds it",
            path.display()
        );
        let log = folder.join(format!("{name}.log"));
        let file = OpenOptions::new().create(true).append(true).open(&log)?;
        let mut command = Command::new(&path);
        command
            // A backtrace of a warning reads the program's own symbols into memory: 35 MB nobody runs with.
            .env_remove("RUST_BACKTRACE")
            .stdin(Stdio::null())
            .stdout(file.try_clone()?)
            .stderr(file);
        configure(&mut command);
        let child = command
            .spawn()
            .with_context(|| format!("can't start {}", path.display()))?;
        Ok(Program {
            name: name.to_owned(),
            child,
            log,
        })
    }

    /// Fails when it has ended although nobody ended it.
    pub fn still_runs(&mut self) -> anyhow::Result<()> {
        let Some(status) = self.child.try_wait()? else {
            return Ok(());
        };
        let log = std::fs::read(&self.log).unwrap_or_default();
        let tail =
            String::from_utf8_lossy(&log[log.len().saturating_sub(LOG_TAIL_BYTES)..]).into_owned();
        anyhow::bail!("{} ended by itself with {status}:\n{tail}", self.name)
    }

    /// Memory of its own and its share of what it maps, as the kernel counts resident pages.
    pub fn resident_bytes(&self) -> anyhow::Result<u64> {
        self.counted("VmRSS:")
    }

    /// The most of it that was ever resident.
    pub fn peak_bytes(&self) -> anyhow::Result<u64> {
        self.counted("VmHWM:")
    }

    fn counted(&self, what: &str) -> anyhow::Result<u64> {
        let path = format!("/proc/{}/status", self.child.id());
        let status = std::fs::read_to_string(&path)?;
        let line = status.lines().find_map(|line| line.strip_prefix(what));
        let kib: u64 = line
            .and_then(|rest| rest.split_whitespace().next())
            .with_context(|| format!("no {what}"))?
            .parse()?;
        Ok(kib << 10)
    }

    /// Asks it to stop, and waits until it has.
    pub fn stop(mut self) -> anyhow::Result<()> {
        self.end()
    }

    fn end(&mut self) -> anyhow::Result<()> {
        end_child(&mut self.child, STOP_MAX).with_context(|| self.name.clone())?;
        Ok(())
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        if let Err(error) = self.end() {
            eprintln!("{error:#}");
        }
    }
}

/// Waits until the program's health answers SERVING.
pub async fn serving(program: &mut Program, address: &str) -> anyhow::Result<()> {
    let endpoint = Endpoint::from_shared(address.to_owned())?.tcp_nodelay(true);
    let end = Instant::now() + READY_MAX;
    loop {
        if let Ok(channel) = endpoint.connect().await {
            let answer = HealthClient::new(channel)
                .check(HealthCheckRequest::default())
                .await;
            if answer.is_ok_and(|answer| answer.get_ref().status() == ServingStatus::Serving) {
                return Ok(());
            }
        }
        waited(program, end)?;
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

/// Waits until the suite says in its folder where it is, which it does when all its services serve.
pub async fn suite_written(program: &mut Program, data: &Path) -> anyhow::Result<()> {
    let end = Instant::now() + READY_MAX;
    while SuiteFile::read(data).is_err() {
        waited(program, end)?;
        tokio::time::sleep(LOOK_EVERY).await;
    }
    Ok(())
}

fn waited(program: &mut Program, end: Instant) -> anyhow::Result<()> {
    program.still_runs()?;
    ensure!(
        Instant::now() < end,
        "{} did not serve within {READY_MAX:?}",
        program.name
    );
    Ok(())
}
