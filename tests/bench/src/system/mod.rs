//! What the system's rows measure: the suite's own programs in processes of their own, on a Postgres
//! that syncs and a nats-server, all in a folder that is gone afterwards.
pub mod load;
pub mod office;
pub mod pgbench;
pub mod program;
pub mod seed;

use std::collections::BTreeMap;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use anyhow::Context;
use kezhuan::suite::{Clients, SERVICES};
use kezhuan_auth::DevelopmentIssuer;
use kezhuan_database::Prepared;
use kezhuan_servers::{Durability, Nats, NatsOptions, Postgres, PostgresOptions, Tools};
use sqlx::{Connection, PgConnection};
use tempfile::TempDir;
use tokio::runtime::Runtime;

use program::{Program, serving, suite_written};

/// `fsync` stays on. No checkpoint falls into one side's turn, and each row can tell when it was committed.
const SETTINGS: [(&str, &str); 3] = [
    ("checkpoint_timeout", "1h"),
    ("max_wal_size", "16GB"),
    ("track_commit_timestamp", "on"),
];

/// A running Postgres with the suite's databases, and a folder for everything else.
pub struct Ground {
    postgres: Postgres,
    tools: Tools,
    databases: BTreeMap<&'static str, Prepared>,
    // Last: the servers are gone when their files are removed.
    folder: TempDir,
}

/// The threads that drive the programs under measure: two, as pgbench is given.
pub fn runtime() -> anyhow::Result<Runtime> {
    let mut threads = tokio::runtime::Builder::new_multi_thread();
    Ok(threads.worker_threads(2).enable_all().build()?)
}

impl Ground {
    /// An empty Postgres with every service's database.
    pub async fn prepare() -> anyhow::Result<Ground> {
        let folder = tempfile::Builder::new()
            .prefix("kezhuan-bench-")
            .tempdir()?;
        // Postgres runs as another user when we are root, and must pass through.
        std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o711))?;
        let tools = Tools::find()?;
        let options = PostgresOptions {
            durability: Durability::Durable,
            settings: SETTINGS
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .to_vec(),
            ..PostgresOptions::default()
        };
        let postgres = Postgres::start(&tools, &folder.path().join("servers"), options).await?;
        let (admin_url, mut databases) = (postgres.admin_url(), BTreeMap::new());
        for service in SERVICES {
            let prepared =
                kezhuan_database::prepare(&admin_url, service.name, service.migrations());
            databases.insert(service.name, prepared.await?);
        }
        Ok(Ground {
            postgres,
            tools,
            databases,
            folder,
        })
    }

    /// The nats-server of this folder; its streams stay over restarts.
    pub async fn nats(&self, sync_always: bool) -> anyhow::Result<Nats> {
        let options = NatsOptions {
            sync_always,
            ..NatsOptions::default()
        };
        Ok(Nats::start(&self.tools, &self.folder.path().join("servers"), options).await?)
    }

    /// `kezhuan up` in a process of its own, on these servers, serving.
    pub async fn suite(&self, nats: &Nats) -> anyhow::Result<(Program, Clients)> {
        let data = self.suite_folder();
        let mut program = Program::start("kezhuan", self.folder.path(), |command| {
            command.arg("up").arg("--data").arg(&data);
            command
                .env("DATABASE_URL", self.postgres.admin_url())
                .env("NATS_URL", nats.url());
        })?;
        suite_written(&mut program, &data).await?;
        Ok((program, Clients::of(&data)?))
    }

    /// One service's own program, serving, and its address.
    pub async fn service(&self, name: &str, nats: &Nats) -> anyhow::Result<(Program, String)> {
        let (mut program, address) = self.service_started(name, nats)?;
        serving(&mut program, &address).await?;
        Ok((program, address))
    }

    /// The same, just started.
    pub fn service_started(&self, name: &str, nats: &Nats) -> anyhow::Result<(Program, String)> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let settings = self.settings(name, nats, port)?;
        let program = Program::start(&format!("kezhuan-{name}"), self.folder.path(), |command| {
            command.envs(settings);
        })?;
        Ok((program, format!("http://127.0.0.1:{port}")))
    }

    /// What an operator would tell the service about its place; the keys are those of the suite.
    fn settings(
        &self,
        name: &str,
        nats: &Nats,
        port: u16,
    ) -> anyhow::Result<Vec<(String, String)>> {
        let keys = self.suite_folder().join("keys");
        let auth = DevelopmentIssuer::create_or_load(&keys)?.auth_config();
        let database = self.database(name)?;
        let path = |file: String| keys.join(file).to_string_lossy().into_owned();
        let mut settings = vec![
            ("SERVER__ADDRESS", format!("127.0.0.1:{port}")),
            ("SERVER__TLS_REQUIRED", "false".to_owned()),
            ("DATABASE__URL", database.app_url.clone()),
            ("DATABASE__RELAY_URL", database.relay_url.clone()),
            ("BUS__NATS_URL", nats.url()),
            ("AUTH__JWKS", auth.jwks),
            ("AUTH__ISSUER", auth.issuer),
            ("AUTH__AUDIENCE", auth.audience),
            ("SEAL__KEY_FILE", path(format!("{name}-seal.pem"))),
        ];
        if name != kezhuan_scoreboard::NAME {
            let cache = self.suite_folder().join("rule-cache");
            settings.push(("RULE_HOST__CACHE", cache.to_string_lossy().into_owned()));
        }
        if name == kezhuan_events::NAME {
            let key = path(format!("{name}-tickets.pem"));
            settings.push(("TICKETS__KEY_FILE", key));
        }
        if name == kezhuan_financing::NAME {
            let key = path(format!("{name}-webhooks.key"));
            settings.push(("WEBHOOKS__SECRET_KEY_FILE", key));
        }
        let prefix = format!("KEZHUAN_{}__", name.to_uppercase());
        let named = settings
            .into_iter()
            .map(|(key, value)| (format!("{prefix}{key}"), value));
        Ok(named.collect())
    }

    /// What the suite keeps, its development keys among it.
    pub fn suite_folder(&self) -> PathBuf {
        self.folder.path().join("suite")
    }

    /// Ours to write into.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Postgres' and nats-server's programs.
    pub fn tools(&self) -> &Tools {
        &self.tools
    }

    /// One service's database, by role.
    pub fn database(&self, service: &str) -> anyhow::Result<&Prepared> {
        self.databases
            .get(service)
            .with_context(|| format!("no database of {service}"))
    }

    /// A connection past all doors.
    pub async fn admin(&self, service: &str) -> anyhow::Result<PgConnection> {
        Ok(PgConnection::connect(&self.database(service)?.admin_url).await?)
    }
}
