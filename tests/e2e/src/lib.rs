//! The suite as an operator starts it: the real program in a process of its own, found by its file.
mod collector;

use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use kezhuan_servers::end_child;
use tempfile::TempDir;

pub use collector::{Collector, LogRecord, Span, attribute, text};

/// First start: database cluster, migrations, services.
const START_MAX: Duration = Duration::from_secs(120);
const STOP_MAX: Duration = Duration::from_secs(90);
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// `kezhuan up` on a folder of its own. Stopped on drop, however the test ends.
pub struct RunningSuite {
    child: Child,
    data: TempDir,
    program: PathBuf,
}

impl RunningSuite {
    /// Starts it with the legal clock standing at `clock`; returns when it says where it is.
    pub fn start(clock: &str) -> anyhow::Result<RunningSuite> {
        RunningSuite::start_with(clock, &[])
    }

    /// The same with more in its environment.
    pub fn start_with(clock: &str, environment: &[(&str, &str)]) -> anyhow::Result<RunningSuite> {
        let program = program()?;
        let data = tempfile::Builder::new().prefix("kezhuan-e2e-").tempdir()?;
        let child = Command::new(&program)
            .args(["up", "--clock", clock, "--data"])
            .arg(data.path())
            .envs(environment.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .with_context(|| format!("can't start {}", program.display()))?;
        let mut suite = RunningSuite {
            child,
            data,
            program,
        };
        suite.wait_for_file()?;
        Ok(suite)
    }

    /// The program that runs it.
    pub fn program(&self) -> &Path {
        &self.program
    }

    /// The folder it keeps everything in.
    pub fn data(&self) -> &Path {
        self.data.path()
    }

    /// Where the suite's own file says that `service` listens, as `host:port`.
    pub fn address(&self, service: &str) -> anyhow::Result<String> {
        let file: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(self.file())?)?;
        let address = file["services"][service]
            .as_str()
            .with_context(|| format!("no {service} in {file}"))?;
        Ok(address.trim_start_matches("http://").to_owned())
    }

    /// Asks it to stop as a service manager does; it must end by itself and in order.
    pub fn stop(mut self) -> anyhow::Result<()> {
        let status = self.end()?;
        ensure!(status.success(), "the suite ended with {status}");
        ensure!(
            !self.file().exists(),
            "a suite that is gone can still be found"
        );
        Ok(())
    }

    fn file(&self) -> PathBuf {
        self.data.path().join("suite.json")
    }

    fn wait_for_file(&mut self) -> anyhow::Result<()> {
        let end = Instant::now() + START_MAX;
        while !self.file().exists() {
            if let Some(status) = self.child.try_wait()? {
                anyhow::bail!("the suite ended with {status} before it served");
            }
            ensure!(
                Instant::now() < end,
                "the suite did not serve within {START_MAX:?}"
            );
            std::thread::sleep(LOOK_EVERY);
        }
        Ok(())
    }

    fn end(&mut self) -> std::io::Result<ExitStatus> {
        end_child(&mut self.child, STOP_MAX)
    }
}

impl Drop for RunningSuite {
    fn drop(&mut self) {
        if let Err(error) = self.end() {
            eprintln!("the suite: {error}");
        }
    }
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
