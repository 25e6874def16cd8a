//! Runs the program, and waits for a suite by what it prints.
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

const START_MAX: Duration = Duration::from_secs(120);
const END_MAX: Duration = Duration::from_secs(60);

/// The program with `arguments` on one data folder.
pub fn kezhuan(data: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kezhuan"));
    command
        .args(arguments)
        .env("KEZHUAN_DATA", data)
        .env_remove("DATABASE_URL")
        .env_remove("NATS_URL");
    command
}

/// Runs a command to its end.
pub fn run(data: &Path, arguments: &[&str]) -> Output {
    kezhuan(data, arguments).output().expect("the program runs")
}

/// Both outputs as text.
pub fn told(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

/// A suite in a process of its own; killed when dropped.
pub struct Up {
    process: Child,
    /// What it printed until it was ready.
    pub greeting: String,
}

impl Up {
    /// Starts it and waits until it is ready.
    pub fn start(data: &Path, arguments: &[&str]) -> Up {
        let mut command = kezhuan(data, &[&["up"], arguments].concat());
        let mut process = command
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let output = process.stdout.take().expect("its output");
        let (sender, lines) = mpsc::channel();
        std::thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    return;
                }
            }
        });
        let mut up = Up {
            process,
            greeting: String::new(),
        };
        let deadline = Instant::now() + START_MAX;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let line = lines
                .recv_timeout(left)
                .unwrap_or_else(|_| panic!("it is not ready; it said: {}", up.greeting));
            up.greeting.push_str(&line);
            up.greeting.push('\n');
            if line.starts_with("ready in") {
                return up;
            }
        }
    }

    /// Sends a signal and waits for the end; its exit code, None when the signal itself ended it.
    pub fn end(mut self, signal: Signal) -> Option<i32> {
        let process = Pid::from_raw(i32::try_from(self.process.id()).expect("a process id"));
        kill(process, signal).expect("the signal arrives");
        let deadline = Instant::now() + END_MAX;
        loop {
            if let Some(status) = self.process.try_wait().expect("its state") {
                return status.code();
            }
            assert!(Instant::now() < deadline, "it does not end");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Up {
    fn drop(&mut self) {
        // Already ended is fine.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
