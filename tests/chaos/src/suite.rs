//! The program in a process of its own: started, killed, started again on the same data.
use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use kezhuan_servers::end_child;
use nix::sys::signal::Signal;
use serde::Deserialize;
use tempfile::TempDir;

/// A first start makes a database cluster and runs every migration.
const START_MAX: Duration = Duration::from_secs(120);
const STOP_MAX: Duration = Duration::from_secs(60);
const LOOK_EVERY: Duration = Duration::from_millis(20);
/// Where the legal clock stands at first.
pub const LEGAL_DATE: &str = "2025-03-03";

/// What a running suite writes down about itself.
#[derive(Clone, Debug, Deserialize)]
pub struct Place {
    pub services: BTreeMap<String, String>,
    pub database_url: String,
    pub keys: PathBuf,
    pub process: u32,
}

/// `kezhuan up` on a folder of its own; stopped on drop, however the test ends.
pub struct SuiteProcess {
    child: Child,
    data: TempDir,
}

impl SuiteProcess {
    /// Starts it on an empty folder and waits until it serves.
    pub async fn start() -> anyhow::Result<(SuiteProcess, Place)> {
        let data = tempfile::Builder::new()
            .prefix("kezhuan-chaos-")
            .tempdir()?;
        let child = spawn(data.path())?;
        let mut suite = SuiteProcess { child, data };
        let place = suite.serving().await?;
        Ok((suite, place))
    }

    /// Starts it again on the same data, as a service manager would.
    pub async fn start_again(&mut self) -> anyhow::Result<Place> {
        self.child = spawn(self.data.path())?;
        self.serving().await
    }

    /// The program it runs, which is the toolbox too.
    pub fn program() -> anyhow::Result<PathBuf> {
        program()
    }

    /// The folder it keeps everything in.
    pub fn data(&self) -> &Path {
        self.data.path()
    }

    /// SIGKILL, with the proof that it was this signal that ended it.
    pub fn kill(&mut self) -> anyhow::Result<()> {
        self.child.kill()?;
        let status = self.child.wait()?;
        ensure!(
            status.signal() == Some(Signal::SIGKILL as i32),
            "the suite ended with {status}, not by SIGKILL"
        );
        Ok(())
    }

    /// Fails when the suite has ended although nobody ended it.
    pub fn still_runs(&mut self) -> anyhow::Result<()> {
        match self.child.try_wait()? {
            None => Ok(()),
            Some(status) => anyhow::bail!(
                "the suite ended by itself with {status}:\n{}",
                self.last_words()
            ),
        }
    }

    /// The end of what it logged.
    pub fn last_words(&self) -> String {
        let log = std::fs::read(self.data.path().join("suite.log")).unwrap_or_default();
        String::from_utf8_lossy(&log[log.len().saturating_sub(4_000)..]).into_owned()
    }

    async fn serving(&mut self) -> anyhow::Result<Place> {
        let end = Instant::now() + START_MAX;
        loop {
            // The file of a suite that was killed still lies there: it names another process.
            let written = std::fs::read(self.data.path().join("suite.json")).ok();
            let place: Option<Place> = written.and_then(|text| serde_json::from_slice(&text).ok());
            if let Some(place) = place.filter(|place| place.process == self.child.id()) {
                return Ok(place);
            }
            self.still_runs()?;
            ensure!(
                Instant::now() < end,
                "the suite did not serve within {START_MAX:?}:\n{}",
                self.last_words()
            );
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }
}

impl Drop for SuiteProcess {
    fn drop(&mut self) {
        if let Err(error) = end_child(&mut self.child, STOP_MAX) {
            eprintln!("the suite: {error}");
        }
    }
}

fn spawn(data: &Path) -> anyhow::Result<Child> {
    let program = program()?;
    let log: File = OpenOptions::new()
        .create(true)
        .append(true)
        .open(data.join("suite.log"))?;
    Command::new(&program)
        .args(["up", "--clock", LEGAL_DATE, "--data"])
        .arg(data)
        .env_remove("DATABASE_URL")
        .env_remove("NATS_URL")
        .stdin(Stdio::null())
        .stdout(log.try_clone()?)
        .stderr(log)
        .spawn()
        .with_context(|| format!("can't start {}", program.display()))
}

/// The program as it was built beside this test.
fn program() -> anyhow::Result<PathBuf> {
    let test = std::env::current_exe()?;
    let folder = test
        .parent()
        .and_then(Path::parent)
        .context("a test lies in a folder of the build")?;
    let program = folder.join("kezhuan");
    ensure!(
        program.is_file(),
        "{} is not built: run `cargo build` first",
        program.display()
    );
    Ok(program)
}
