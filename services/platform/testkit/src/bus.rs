//! NATS for a test: a namespace of its own on the shared server, or a server of its own to break.
use std::ops::Deref;

use kezhuan_bus::{Bus, BusConfig};
use kezhuan_servers::{Nats, NatsOptions, Tools};
use tempfile::TempDir;
use uuid::Uuid;

use crate::servers;

/// A bus on the shared server that no other test can hear.
pub async fn bus() -> anyhow::Result<Bus> {
    Ok(Bus::connect(&config(servers().await?.nats.url())).await?)
}

/// The configuration of such a bus, for a service that connects by itself.
pub(crate) fn config(nats_url: impl Into<String>) -> BusConfig {
    BusConfig {
        namespace: format!("t{}", Uuid::now_v7().simple()),
        ..BusConfig::new(nats_url)
    }
}

/// A nats-server for one test, which may kill it and delete its store. Gone on drop.
pub struct OwnNats {
    // Before the folder, so that the server is gone when it is removed.
    nats: Nats,
    _folder: TempDir,
}

impl OwnNats {
    /// Starts one in a temporary folder.
    pub async fn start() -> anyhow::Result<Self> {
        let folder = tempfile::Builder::new().prefix("kezhuan-nats-").tempdir()?;
        let nats = Nats::start(&Tools::find()?, folder.path(), NatsOptions::default()).await?;
        Ok(Self {
            nats,
            _folder: folder,
        })
    }

    /// A bus on it.
    pub async fn bus(&self) -> anyhow::Result<Bus> {
        Ok(Bus::connect(&BusConfig::new(self.nats.url())).await?)
    }
}

impl Deref for OwnNats {
    type Target = Nats;

    fn deref(&self) -> &Nats {
        &self.nats
    }
}
