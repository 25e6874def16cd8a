//! Launches a whole suite in this process: lock, clock, servers, keys, databases, services, in that order.
use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;
use chrono::NaiveDate;
use kezhuan_auth::DevelopmentIssuer;
use kezhuan_database::Prepared;
use kezhuan_runtime::{LegalClock, Shutdown, Tasks};
use kezhuan_servers::Durability;
use tokio::net::TcpListener;

use super::lives::{self, Place};
use super::private::Private;
use super::services::{self, Service};
use super::{Clients, Suite, SuiteFile, certificates, legal_date, tokens};

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

/// Everything runs; whether it answers yet is not known.
pub async fn launch(options: &Options) -> anyhow::Result<Suite> {
    let data = folder(&options.data)?;
    let lock = lock(&data)?;
    let legal = legal_date::start(&data, options.clock)?;
    (options.progress)("Postgres and nats-server");
    let servers = Arc::new(Private::start(options, &data).await?);
    let (database_url, nats_url) = (servers.database_url(options)?, servers.nats_url(options)?);
    let keys = data.join("keys");
    let issuer = DevelopmentIssuer::create_or_load(&keys)?;
    tokens::write_tokens(&keys, &issuer)?;
    certificates::write(&keys)?;
    let databases = databases(&database_url, options).await?;
    let (addresses, listeners) = listeners(options.port_base).await?;

    let place = Place {
        databases,
        nats_url: nats_url.clone(),
        auth: issuer.auth_config(),
        addresses: addresses.clone(),
        rule_cache: data.join("rule-cache"),
        keys: keys.clone(),
    };
    let file = SuiteFile {
        services: addresses,
        database_url,
        nats_url,
        keys,
        process: std::process::id(),
    };
    let clients = Clients::to(&file)?;
    let shutdown = Shutdown::new();
    let mut tasks = beside_the_services(
        &data,
        &place,
        issuer,
        servers.clone(),
        &legal.clock,
        &shutdown,
    );
    for (service, listener) in listeners {
        (options.progress)(service.name);
        let (clock, until) = (legal.clock.clone(), shutdown.clone());
        let work = lives::begin(service.name, &place, listener, clock, until)?;
        tasks.spawn(service.name, work);
    }
    let running = kezhuan_runtime::spawn("suite", tasks.join());
    Ok(Suite {
        file,
        clients,
        clock: legal.clock,
        later_than_asked: legal.later_than_asked,
        servers,
        shutdown,
        running,
        data,
        _lock: lock,
    })
}

/// What keeps the suite going: fresh tokens, the written-down legal date, servers that come back.
fn beside_the_services(
    data: &Path,
    place: &Place,
    issuer: DevelopmentIssuer,
    servers: Arc<Private>,
    clock: &LegalClock,
    shutdown: &Shutdown,
) -> Tasks {
    let mut tasks = Tasks::new(shutdown.clone());
    tasks.spawn(
        "tokens",
        tokens::renew_tokens(place.keys.clone(), issuer, shutdown.clone()),
    );
    tasks.spawn(
        "legal date",
        legal_date::keep(data.to_owned(), clock.clone(), shutdown.clone()),
    );
    let until = shutdown.clone();
    tasks.spawn("servers", async move {
        servers.keep_running(until).await;
        Ok(())
    });
    tasks
}

fn folder(data: &Path) -> anyhow::Result<PathBuf> {
    std::fs::create_dir_all(data)
        .and_then(|()| data.canonicalize())
        .with_context(|| {
            format!(
                "can't make the data folder {} (name another with --data)",
                data.display()
            )
        })
}

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

async fn databases(
    admin_url: &str,
    options: &Options,
) -> anyhow::Result<BTreeMap<&'static str, Prepared>> {
    let mut databases = BTreeMap::new();
    for service in services::ALL {
        (options.progress)(&format!("database of {}", service.name));
        let prepared = kezhuan_database::prepare(admin_url, service.name, service.migrations())
            .await
            .with_context(|| format!("the database of {} can't be prepared", service.name))?;
        databases.insert(service.name, prepared);
    }
    Ok(databases)
}

/// One address per service, known to all before any of them starts.
async fn listeners(
    port_base: Option<u16>,
) -> anyhow::Result<(
    BTreeMap<String, String>,
    Vec<(&'static Service, TcpListener)>,
)> {
    let (mut addresses, mut listeners) = (BTreeMap::new(), Vec::new());
    for (number, service) in (0_u16..).zip(services::ALL) {
        let port = port_base.map_or(0, |base| base + number);
        let listener = TcpListener::bind(("127.0.0.1", port))
            .await
            .with_context(|| {
                format!("port {port} on 127.0.0.1 can't be used (name others with --port-base)")
            })?;
        let scheme = if service.mutual_tls { "https" } else { "http" };
        addresses.insert(
            service.name.to_owned(),
            format!("{scheme}://{}", listener.local_addr()?),
        );
        listeners.push((service, listener));
    }
    Ok((addresses, listeners))
}
