//! The servers a suite brings along: those it was not given.
use std::path::Path;
use std::time::Duration;

use anyhow::Context;
use kezhuan_runtime::Shutdown;
use kezhuan_servers::{Nats, NatsOptions, Postgres, PostgresOptions, Servers, Tools};

use super::Options;

/// Ports behind `port_base`: services first, then Postgres and nats-server.
const PORTS_AFTER: u16 = 10;
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// Private servers in the suite's data folder.
pub enum Private {
    Neither,
    Postgres(Postgres),
    Nats(Nats),
    Both(Servers),
}

impl Private {
    /// Starts what `options` name no address of.
    pub async fn start(options: &Options, data: &Path) -> anyhow::Result<Private> {
        let port = |offset: u16| options.port_base.map(|base| base + PORTS_AFTER + offset);
        let durability = options.durability;
        let postgres = PostgresOptions {
            durability,
            port: port(0),
            ..PostgresOptions::default()
        };
        let nats = NatsOptions {
            durability,
            port: port(1),
            ..NatsOptions::default()
        };
        Ok(match (&options.database_url, &options.nats_url) {
            (Some(_), Some(_)) => Private::Neither,
            (None, None) => {
                Private::Both(Servers::start_with(&Tools::find()?, data, postgres, nats).await?)
            }
            (None, Some(_)) => {
                Private::Postgres(Postgres::start(&Tools::find()?, data, postgres).await?)
            }
            (Some(_), None) => Private::Nats(Nats::start(&Tools::find()?, data, nats).await?),
        })
    }

    /// Where Postgres is, for an admin: the given one or the private one.
    pub fn database_url(&self, options: &Options) -> anyhow::Result<String> {
        let private = match self {
            Private::Both(servers) => Some(servers.postgres.admin_url()),
            Private::Postgres(postgres) => Some(postgres.admin_url()),
            Private::Nats(_) | Private::Neither => None,
        };
        private
            .or_else(|| options.database_url.clone())
            .context("no Postgres was given")
    }

    /// Where NATS is: the given one or the private one.
    pub fn nats_url(&self, options: &Options) -> anyhow::Result<String> {
        let private = match self {
            Private::Both(servers) => Some(servers.nats.url()),
            Private::Nats(nats) => Some(nats.url()),
            Private::Postgres(_) | Private::Neither => None,
        };
        private
            .or_else(|| options.nats_url.clone())
            .context("no NATS was given")
    }

    /// Starts a server that died by itself again, until `shutdown`.
    pub async fn keep_running(&self, shutdown: Shutdown) {
        let keep = async {
            if let Private::Both(servers) = self {
                match servers.keep_running().await {}
            }
            loop {
                tokio::time::sleep(LOOK_EVERY).await;
                let restarted = match self {
                    Private::Postgres(postgres) if postgres.died() => postgres.restart().await,
                    Private::Nats(nats) if nats.died() => nats.restart().await,
                    _ => Ok(()),
                };
                if let Err(error) = restarted {
                    tracing::error!(%error, "a server could not be started again");
                }
            }
        };
        tokio::select! {
            () = shutdown.triggered() => {}
            () = keep => {}
        }
    }

    /// Stops them; returns when they are gone.
    pub async fn stop(&self) -> anyhow::Result<()> {
        match self {
            Private::Neither => {}
            Private::Postgres(postgres) => postgres.stop().await?,
            Private::Nats(nats) => nats.stop().await?,
            Private::Both(servers) => servers.stop().await?,
        }
        Ok(())
    }
}
