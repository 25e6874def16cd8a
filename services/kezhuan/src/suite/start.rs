//! Starts and stops a whole suite in this process: servers, databases, keys, services, in that order.
use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context;
use chrono::NaiveDate;
use kezhuan_auth::DevelopmentIssuer;
use kezhuan_database::Prepared;
use kezhuan_runtime::{LegalClock, Shutdown, Tasks};
use kezhuan_servers::{Durability, NatsOptions, PostgresOptions, Servers, Tools};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::services::{self, Place};
use super::{Clients, SuiteFile, legal_date};

/// How a suite is started.
#[derive(Clone)]
pub struct Options {
    /// Everything the suite keeps lies in this folder.
    pub data: PathBuf,
    /// Where the legal clock stands; without it the clock follows the machine.
    pub clock: Option<NaiveDate>,
    /// The first of the ports of services and servers; without it free ports are taken.
    pub port_base: Option<u16>,
    pub durability: Durability,
    /// An existing Postgres, as an admin, instead of a private one.
    pub database_url: Option<String>,
    /// An existing NATS with JetStream instead of a private one.
    pub nats_url: Option<String>,
    /// Told what is being done, for people who wait.
    pub progress: Arc<dyn Fn(&str) + Send + Sync>,
}

impl Options {
    /// Private servers, free ports, the machine's clock.
    pub fn at(data: impl Into<PathBuf>) -> Options {
        Options {
            data: data.into(),
            clock: None,
            port_base: None,
            durability: Durability::Durable,
            database_url: None,
            nats_url: None,
            progress: Arc::new(|step| tracing::debug!(step, "starting")),
        }
    }
}

/// How long a service may take to answer its first health check.
const READY_MAX: Duration = Duration::from_secs(60);
/// How long everything may take to finish what is under way.
const DRAIN_MAX: Duration = Duration::from_secs(60);
/// Ports behind `port_base`: services first, then Postgres and nats-server.
const SERVER_PORTS_AFTER: u16 = 10;

/// A suite running in this process. Dropping it stops the servers, `stop` drains first.
pub struct Suite {
    file: SuiteFile,
    clients: Clients,
    clock: LegalClock,
    later_than_asked: Option<NaiveDate>,
    servers: Option<Arc<Servers>>,
    shutdown: Shutdown,
    running: JoinHandle<anyhow::Result<()>>,
    data: PathBuf,
    _lock: File,
}

impl Suite {
    /// Starts everything; returns when every service says that it serves.
    pub async fn start(options: Options) -> anyhow::Result<Suite> {
        let tell = options.progress.clone();
        std::fs::create_dir_all(&options.data).with_context(|| {
            format!(
                "can't make the data folder {} (name another with --data)",
                options.data.display()
            )
        })?;
        let data = options.data.canonicalize()?;
        let lock = lock(&data)?;
        let started = legal_date::start(&data, options.clock)?;

        tell("Postgres and nats-server");
        let servers = private_servers(&options, &data).await?.map(Arc::new);
        let (database_url, nats_url) = addresses(&options, servers.as_deref())?;
        let keys = data.join("keys");
        let issuer = DevelopmentIssuer::create_or_load(&keys)?;
        services::write_tokens(&keys, &issuer)?;

        let databases = databases(&database_url, &tell).await?;
        let mut listeners = Vec::new();
        let mut addresses = BTreeMap::new();
        for (number, service) in (0_u16..).zip(services::ALL) {
            let listener = listen(options.port_base.map_or(0, |base| base + number)).await?;
            addresses.insert(
                service.name.to_owned(),
                format!("http://{}", listener.local_addr()?),
            );
            listeners.push((service, listener));
        }
        let place = Place {
            databases,
            nats_url: nats_url.clone(),
            auth: issuer.auth_config(),
            addresses: addresses.clone(),
            rule_cache: data.join("rule-cache"),
            keys: keys.clone(),
        };
        let shutdown = Shutdown::new();
        let mut tasks = Tasks::new(shutdown.clone());
        tasks.spawn(
            "tokens",
            services::renew_tokens(keys.clone(), issuer, shutdown.clone()),
        );
        tasks.spawn(
            "legal clock",
            legal_date::keep(data.clone(), started.clock.clone(), shutdown.clone()),
        );
        if let Some(servers) = servers.clone() {
            tasks.spawn("servers", watch(servers, shutdown.clone()));
        }
        for (service, listener) in listeners {
            tell(service.name);
            let work = (service.run)(&place, listener, started.clock.clone(), shutdown.clone())?;
            tasks.spawn(service.name, work);
        }
        let running = kezhuan_runtime::spawn("suite", tasks.join());
        let file = SuiteFile {
            services: addresses,
            database_url,
            nats_url,
            keys,
            process: std::process::id(),
        };
        let clients = Clients::to(&file)?;
        let mut suite = Suite {
            file,
            clients,
            clock: started.clock,
            later_than_asked: started.later_than_asked,
            servers,
            shutdown,
            running,
            data,
            _lock: lock,
        };
        tell("health checks");
        suite.ready().await?;
        suite.file.write(&suite.data)?;
        Ok(suite)
    }

    /// What other processes read about it.
    pub fn file(&self) -> &SuiteFile {
        &self.file
    }

    /// To speak to it.
    pub fn clients(&self) -> Clients {
        self.clients.clone()
    }

    /// The legal clock all its services share.
    pub fn clock(&self) -> &LegalClock {
        &self.clock
    }

    /// The day the clock stands at instead of an earlier one that was asked for.
    pub fn later_than_asked(&self) -> Option<NaiveDate> {
        self.later_than_asked
    }

    /// Its private Postgres and nats-server, when it has them.
    pub fn servers(&self) -> Option<&Servers> {
        self.servers.as_deref()
    }

    /// The folder it keeps everything in.
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// Waits until some part of it ends by itself, and says why.
    pub async fn failed(&mut self) -> anyhow::Error {
        match (&mut self.running).await {
            Ok(Ok(())) => anyhow::anyhow!("the services ended"),
            Ok(Err(error)) => error,
            Err(panicked) => anyhow::Error::new(panicked),
        }
    }

    /// Finishes what is under way, then stops services and servers.
    pub async fn stop(mut self) -> anyhow::Result<()> {
        SuiteFile::remove(&self.data);
        self.shutdown.trigger();
        let drained = if self.running.is_finished() {
            Ok(())
        } else {
            tokio::time::timeout(DRAIN_MAX, &mut self.running)
                .await
                .with_context(|| format!("the services did not stop within {DRAIN_MAX:?}"))
                .and_then(|ended| ended?)
        };
        if let Some(servers) = &self.servers {
            servers.stop().await?;
        }
        drained
    }

    /// Every service answers SERVING, or one of them said why not.
    async fn ready(&mut self) -> anyhow::Result<()> {
        let clients = self.clients.clone();
        let checks = async {
            for service in services::ALL {
                serving(&clients, service.name).await?;
            }
            anyhow::Ok(())
        };
        tokio::select! {
            ready = checks => ready,
            error = self.failed() => Err(error.context("the suite could not start")),
        }
    }
}

/// One suite per data folder; the kernel lets go of the lock however the process ends.
fn lock(data: &Path) -> anyhow::Result<File> {
    let path = data.join("suite.lock");
    let file = File::create(&path).with_context(|| {
        format!(
            "can't write {} (name another folder with --data)",
            path.display()
        )
    })?;
    file.try_lock().with_context(|| {
        format!(
            "another suite runs on {}: stop it, or name another folder with --data",
            data.display()
        )
    })?;
    Ok(file)
}

async fn private_servers(options: &Options, data: &Path) -> anyhow::Result<Option<Servers>> {
    match (&options.database_url, &options.nats_url) {
        (Some(_), Some(_)) => Ok(None),
        (None, None) => {
            let port = |offset: u16| {
                options
                    .port_base
                    .map(|base| base + SERVER_PORTS_AFTER + offset)
            };
            let postgres = PostgresOptions {
                durability: options.durability,
                port: port(0),
                ..PostgresOptions::default()
            };
            let nats = NatsOptions {
                durability: options.durability,
                port: port(1),
                ..NatsOptions::default()
            };
            Ok(Some(
                Servers::start_with(&Tools::find()?, data, postgres, nats).await?,
            ))
        }
        _ => anyhow::bail!("give both DATABASE_URL and NATS_URL, or neither for private servers"),
    }
}

fn addresses(options: &Options, servers: Option<&Servers>) -> anyhow::Result<(String, String)> {
    let private = |url: fn(&Servers) -> String| servers.map(url);
    let database = options
        .database_url
        .clone()
        .or_else(|| private(|servers| servers.postgres.admin_url()));
    let nats = options
        .nats_url
        .clone()
        .or_else(|| private(|servers| servers.nats.url()));
    Ok((database.context("no Postgres")?, nats.context("no NATS")?))
}

async fn databases(
    admin_url: &str,
    tell: &Arc<dyn Fn(&str) + Send + Sync>,
) -> anyhow::Result<BTreeMap<&'static str, Prepared>> {
    let mut databases = BTreeMap::new();
    for service in services::ALL {
        tell(&format!("database of {}", service.name));
        let prepared = kezhuan_database::prepare(admin_url, service.name, service.migrations())
            .await
            .with_context(|| format!("the database of {} can't be prepared", service.name))?;
        databases.insert(service.name, prepared);
    }
    Ok(databases)
}

async fn listen(port: u16) -> anyhow::Result<TcpListener> {
    TcpListener::bind(("127.0.0.1", port))
        .await
        .with_context(|| {
            format!("port {port} on 127.0.0.1 can't be used (name others with --port-base)")
        })
}

/// A server that dies by itself is started again.
async fn watch(servers: Arc<Servers>, shutdown: Shutdown) -> anyhow::Result<()> {
    tokio::select! {
        () = shutdown.triggered() => Ok(()),
        never = servers.keep_running() => match never {},
    }
}

async fn serving(clients: &Clients, service: &str) -> anyhow::Result<()> {
    use tonic_health::pb::health_check_response::ServingStatus;
    use tonic_health::pb::{HealthCheckRequest, health_client::HealthClient};
    let mut health = HealthClient::new(clients.channel(service)?);
    let deadline = Instant::now() + READY_MAX;
    loop {
        let answer = health.check(HealthCheckRequest::default()).await;
        if answer
            .as_ref()
            .is_ok_and(|answer| answer.get_ref().status() == ServingStatus::Serving)
        {
            return Ok(());
        }
        anyhow::ensure!(
            Instant::now() < deadline,
            "{service} did not get ready within {READY_MAX:?}: {answer:?}"
        );
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
