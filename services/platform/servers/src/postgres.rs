//! The private Postgres.

mod cluster;

use std::{
    path::{Path, PathBuf},
    process::Stdio,
    sync::atomic::{AtomicU16, Ordering},
    time::Duration,
};

use nix::sys::signal::Signal;
use tokio::{sync::Mutex, time::Instant};

use crate::{
    Durability, Error, Record, Tools,
    error::While,
    folder::Log,
    nursery, port,
    process::{Mark, Process, off_the_runtime, pid_in},
    tools::postgres_command_in,
};
use cluster::{Cluster, SUPERUSER};

const PROGRAM: &str = "postgres";
// Replaying the log after a crash under load can take this long on a slow disk.
const READY_WITHIN: Duration = Duration::from_secs(60);
const PROBE_EVERY: Duration = Duration::from_millis(20);
const PORTS_TRIED_MAX: u8 = 5;

/// How a Postgres is to run.
#[derive(Clone, Debug, Default)]
pub struct PostgresOptions {
    pub durability: Durability,
    /// The port; by default the one of the last start, or a free one.
    pub port: Option<u16>,
    /// Further settings of postgresql.conf; these win over the defaults.
    pub settings: Vec<(String, String)>,
}

/// A running Postgres of ours; dropping it stops it.
pub struct Postgres {
    cluster: Cluster,
    options: PostgresOptions,
    port: AtomicU16,
    process: Process,
    changing: Mutex<()>,
}

impl Postgres {
    /// Starts Postgres on `<data>/postgres`, making the cluster the first time.
    pub async fn start(
        tools: &Tools,
        data: &Path,
        options: PostgresOptions,
    ) -> Result<Self, Error> {
        let (tree, data, durability) = (tools.postgres_tree(), data.to_owned(), options.durability);
        let cluster = off_the_runtime(move || Cluster::open(&tree, &data, durability)).await??;
        let polite = match options.durability {
            Durability::Durable => Signal::SIGINT,
            Durability::Fast => Signal::SIGQUIT,
        };
        let process = Process::new(
            Mark {
                program: PROGRAM,
                folder: cluster.pgdata.clone(),
            },
            polite,
        );
        let postgres = Self {
            cluster,
            options,
            port: AtomicU16::new(0),
            process,
            changing: Mutex::new(()),
        };
        let mut tried = 1;
        loop {
            match postgres.launch().await {
                // Somebody was quicker to take the port that looked free.
                Err(Error::PortTaken { .. })
                    if postgres.options.port.is_none() && tried < PORTS_TRIED_MAX =>
                {
                    tried += 1
                }
                launched => return launched.map(|()| postgres),
            }
        }
    }

    /// The address of the maintenance database, as the superuser.
    pub fn admin_url(&self) -> String {
        self.url("postgres")
    }

    /// The address of `database`, as the superuser.
    pub fn url(&self, database: &str) -> String {
        format!(
            "postgres://{SUPERUSER}:{}@127.0.0.1:{}/{database}",
            self.cluster.password,
            self.port()
        )
    }

    /// The port it listens on; it stays the same over restarts.
    pub fn port(&self) -> u16 {
        self.port.load(Ordering::Relaxed)
    }

    /// The process id while it runs.
    pub fn pid(&self) -> Option<u32> {
        self.process.pid()
    }

    /// Whether the server process lives.
    pub fn is_running(&self) -> bool {
        self.process.is_running()
    }

    /// Whether it ended without being asked to by `stop` or `kill`.
    pub fn died(&self) -> bool {
        self.process.died()
    }

    /// Its folder: the cluster, the log, the password.
    pub fn folder(&self) -> &Path {
        &self.cluster.home
    }

    /// Its log file.
    pub fn log(&self) -> PathBuf {
        self.cluster.home.join("log")
    }

    /// Shuts it down, ending open connections; returns when it is gone.
    pub async fn stop(&self) -> Result<(), Error> {
        let _one = self.changing.lock().await;
        self.process.stop().await
    }

    /// Kills it and all its processes as a crash would; returns when they are gone.
    pub async fn kill(&self) -> Result<(), Error> {
        let _one = self.changing.lock().await;
        self.process.kill().await
    }

    /// Starts it again on the same data and port, whatever state it is in.
    pub async fn restart(&self) -> Result<(), Error> {
        let _one = self.changing.lock().await;
        self.process.stop().await?;
        self.launch_on(self.port()).await
    }

    /// Stops it where nothing can be awaited.
    pub(crate) fn stop_now(&self) {
        self.process.stop_blocking();
    }

    async fn launch(&self) -> Result<(), Error> {
        let port = match self.options.port {
            Some(port) => port,
            None => port::free(Record::read(&self.cluster.home).map(|record| record.port))?,
        };
        self.launch_on(port).await
    }

    async fn launch_on(&self, port: u16) -> Result<(), Error> {
        let mark = Mark {
            program: PROGRAM,
            folder: self.cluster.pgdata.clone(),
        };
        let pid_file = self.cluster.pgdata.join("postmaster.pid");
        off_the_runtime(move || {
            mark.clear(pid_in(&pid_file), Signal::SIGINT);
            // Nothing of ours runs on this data now, so whatever the file says is of a dead server; its
            // process id may belong to a stranger by now, and Postgres would wait for that one.
            match std::fs::remove_file(&pid_file) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
                _ => Ok(()),
            }
            .during(|| format!("remove {}", pid_file.display()))
        })
        .await??;
        if !port::is_free(port) {
            return Err(Error::PortTaken { port });
        }
        let (log, file) = Log::open(&self.cluster.home)?;
        let mut command = nursery::dying_with_us(
            &self.cluster.tree.join("bin/postgres"),
            self.process.polite(),
        );
        let bare = postgres_command_in(&self.cluster.tree, PROGRAM);
        for (name, value) in bare.get_envs() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        command
            .arg("-D")
            .arg(&self.cluster.pgdata)
            .current_dir(&self.cluster.home)
            .stdin(Stdio::null());
        for (name, value) in self.settings(port) {
            command.arg("-c").arg(format!("{name}={value}"));
        }
        let err = file.try_clone().during(|| "share the log".to_owned())?;
        command.stdout(file).stderr(err);
        if let Some(account) = self.cluster.account {
            account.apply(&mut command);
        }
        let child = nursery::spawn(command).during(|| format!("start {PROGRAM}"))?;
        let pid = child.id();
        self.process.adopt(child);
        self.port.store(port, Ordering::Relaxed);
        if let Err(error) = self.ready(&log).await {
            self.process.kill().await?;
            return Err(error);
        }
        Record { port, pid }.write(&self.cluster.home)
    }

    fn settings(&self, port: u16) -> Vec<(String, String)> {
        let mut settings = vec![
            ("listen_addresses", "127.0.0.1"),
            // No socket file: its path has a length limit that a deep checkout exceeds.
            ("unix_socket_directories", ""),
            ("max_connections", "300"),
            ("timezone", "UTC"),
            ("log_timezone", "UTC"),
            // Compiling a plan costs more than it saves in statements of a millisecond.
            ("jit", "off"),
        ];
        if self.options.durability == Durability::Fast {
            settings.extend([
                ("fsync", "off"),
                ("synchronous_commit", "off"),
                ("full_page_writes", "off"),
            ]);
        }
        let owned = settings
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value.to_owned()));
        let given = self.options.settings.iter().cloned();
        owned
            .chain([("port".to_owned(), port.to_string())])
            .chain(given)
            .collect()
    }

    async fn ready(&self, log: &Log) -> Result<(), Error> {
        let deadline = Instant::now() + READY_WITHIN;
        loop {
            let cause = match cluster::answers(&self.cluster, self.port()).await {
                Ok(()) => return Ok(()),
                Err(cause) => cause,
            };
            let tail = || log.tail();
            if !self.process.is_running() {
                let tail = tail();
                if tail.contains("Address already in use") {
                    return Err(Error::PortTaken { port: self.port() });
                }
                return Err(Error::Ended {
                    program: PROGRAM,
                    log: log.path.clone(),
                    tail,
                });
            }
            if Instant::now() > deadline {
                let (log, tail) = (log.path.clone(), tail());
                return Err(Error::NotReady {
                    program: PROGRAM,
                    waited: READY_WITHIN,
                    cause,
                    log,
                    tail,
                });
            }
            tokio::time::sleep(PROBE_EVERY).await;
        }
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.process.stop_blocking();
    }
}
