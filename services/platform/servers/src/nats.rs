//! The private nats-server with JetStream.

mod probe;

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::Stdio,
    sync::atomic::{AtomicU16, Ordering},
    time::Duration,
};

use nix::{fcntl::Flock, sys::signal::Signal};
use tokio::{sync::Mutex, time::Instant};

use crate::{
    Durability, Error, Record, Tools,
    error::While,
    folder::{self, Log},
    nursery, port,
    process::{Mark, Process, off_the_runtime},
};

const PROGRAM: &str = "nats-server";
const USER: &str = "kezhuan";
const READY_WITHIN: Duration = Duration::from_secs(30);
const PROBE_EVERY: Duration = Duration::from_millis(20);
const PORTS_TRIED_MAX: u8 = 5;

/// How a nats-server is to run.
#[derive(Clone, Debug)]
pub struct NatsOptions {
    pub durability: Durability,
    /// Whether JetStream syncs each message before it acknowledges; by default every two minutes.
    pub sync_always: bool,
    /// The port; by default the one of the last start, or a free one.
    pub port: Option<u16>,
    pub payload_bytes_max: u32,
}

impl Default for NatsOptions {
    fn default() -> Self {
        Self {
            durability: Durability::default(),
            sync_always: false,
            port: None,
            payload_bytes_max: 1 << 20,
        }
    }
}

/// A running nats-server of ours; dropping it stops it.
pub struct Nats {
    program: PathBuf,
    home: PathBuf,
    password: String,
    options: NatsOptions,
    port: AtomicU16,
    process: Process,
    changing: Mutex<()>,
    _lock: Flock<File>,
}

impl Nats {
    /// Starts nats-server on `<data>/nats`.
    pub async fn start(tools: &Tools, data: &Path, options: NatsOptions) -> Result<Self, Error> {
        let home = folder::data(data)?.join("nats");
        fs::create_dir_all(&home).during(|| format!("make {}", home.display()))?;
        let home = home
            .canonicalize()
            .during(|| format!("find {}", home.display()))?;
        let lock = folder::lock(&home)?;
        let password = folder::password(&home)?;
        let polite = match options.durability {
            Durability::Durable => Signal::SIGTERM,
            Durability::Fast => Signal::SIGKILL,
        };
        let process = Process::new(
            Mark {
                program: PROGRAM,
                folder: home.clone(),
            },
            polite,
        );
        let nats = Self {
            program: tools.nats_server(),
            home,
            password,
            options,
            port: AtomicU16::new(0),
            process,
            changing: Mutex::new(()),
            _lock: lock,
        };
        let mut tried = 1;
        loop {
            match nats.launch().await {
                // Somebody was quicker to take the port that looked free.
                Err(Error::PortTaken { .. })
                    if nats.options.port.is_none() && tried < PORTS_TRIED_MAX =>
                {
                    tried += 1
                }
                launched => return launched.map(|()| nats),
            }
        }
    }

    /// The address with user and password.
    pub fn url(&self) -> String {
        format!("nats://{USER}:{}@127.0.0.1:{}", self.password, self.port())
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

    /// Its folder: the JetStream store, the log, the configuration.
    pub fn folder(&self) -> &Path {
        &self.home
    }

    /// Its log file.
    pub fn log(&self) -> PathBuf {
        self.home.join("log")
    }

    /// Where JetStream keeps its streams.
    pub fn store_folder(&self) -> PathBuf {
        self.home.join("store")
    }

    /// Shuts it down; returns when it is gone.
    pub async fn stop(&self) -> Result<(), Error> {
        let _one = self.changing.lock().await;
        self.process.stop().await
    }

    /// Kills it as a crash would; returns when it is gone.
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

    /// Kills it and removes every stream and consumer it kept; `restart` brings it back empty.
    pub async fn delete_store(&self) -> Result<(), Error> {
        let _one = self.changing.lock().await;
        self.process.kill().await?;
        let store = self.store_folder();
        match fs::remove_dir_all(&store) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
        .during(|| format!("remove {}", store.display()))
    }

    async fn launch(&self) -> Result<(), Error> {
        let port = match self.options.port {
            Some(port) => port,
            None => port::free(Record::read(&self.home).map(|record| record.port))?,
        };
        self.launch_on(port).await
    }

    async fn launch_on(&self, port: u16) -> Result<(), Error> {
        let mark = Mark {
            program: PROGRAM,
            folder: self.home.clone(),
        };
        let earlier = Record::read(&self.home).map(|record| record.pid);
        off_the_runtime(move || mark.clear(earlier, Signal::SIGTERM)).await?;
        if !port::is_free(port) {
            return Err(Error::PortTaken { port });
        }
        let configuration = self.home.join("server.conf");
        folder::write_private(&configuration, &self.configuration(port))?;
        let (log, file) = Log::open(&self.home)?;
        let err = file.try_clone().during(|| "share the log".to_owned())?;
        let mut command = nursery::dying_with_us(&self.program, self.process.polite());
        command
            .arg("--config")
            .arg(&configuration)
            .current_dir(&self.home);
        command.stdin(Stdio::null()).stdout(file).stderr(err);
        let child = nursery::spawn(command).during(|| format!("start {PROGRAM}"))?;
        let pid = child.id();
        self.process.adopt(child);
        self.port.store(port, Ordering::Relaxed);
        if let Err(error) = self.ready(&log).await {
            self.process.kill().await?;
            return Err(error);
        }
        Record { port, pid }.write(&self.home)
    }

    fn configuration(&self, port: u16) -> String {
        let store = serde_json::Value::from(self.store_folder().to_string_lossy());
        let sync = if self.options.sync_always {
            "always"
        } else {
            "\"2m\""
        };
        format!(
            "server_name: kezhuan\n\
             host: \"127.0.0.1\"\n\
             port: {port}\n\
             max_payload: {}\n\
             authorization {{ user: {USER}, password: \"{}\" }}\n\
             jetstream {{ store_dir: {store}, sync_interval: {sync} }}\n",
            self.options.payload_bytes_max, self.password,
        )
    }

    async fn ready(&self, log: &Log) -> Result<(), Error> {
        let deadline = Instant::now() + READY_WITHIN;
        loop {
            let cause = match probe::jetstream_answers(self.port(), USER, &self.password).await {
                Ok(()) => return Ok(()),
                Err(cause) => cause,
            };
            if !self.process.is_running() {
                let tail = log.tail();
                if tail.contains("address already in use") {
                    return Err(Error::PortTaken { port: self.port() });
                }
                return Err(Error::Ended {
                    program: PROGRAM,
                    log: log.path.clone(),
                    tail,
                });
            }
            if Instant::now() > deadline {
                let (log, tail) = (log.path.clone(), log.tail());
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

impl Drop for Nats {
    fn drop(&mut self) {
        self.process.stop_blocking();
    }
}
