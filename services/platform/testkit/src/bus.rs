//! NATS for a test: a namespace of its own on the shared server, or a server of its own to break.
use std::ops::Deref;

use anyhow::{Context, ensure};
use async_nats::{ConnectOptions, ServerAddr, jetstream};
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

/// Lets the last event of a kind (`aggregate.EventName` of a service) arrive once more, under an id the server does not know yet.
pub async fn arrives_again(config: &BusConfig, service: &str, event: &str) -> anyhow::Result<()> {
    let server: ServerAddr = config.nats_url.parse()?;
    let user = server.username().context("no user")?.to_owned();
    let password = server.password().context("no password")?.to_owned();
    let options = ConnectOptions::with_user_and_password(user, password);
    let jetstream = jetstream::new(options.connect(server).await?);
    let namespace = &config.namespace;
    let stream = format!("{namespace}_KEZHUAN_{}", service.to_uppercase());
    let stream = jetstream.get_stream(stream).await?;
    let subject = format!("{namespace}.kezhuan.{service}.v1.{event}");
    let told = stream.get_last_raw_message_by_subject(&subject).await?;
    let mut headers = told.headers.clone();
    headers.insert("Nats-Msg-Id", Uuid::now_v7().to_string());
    let stored = jetstream.publish_with_headers(told.subject, headers, told.payload);
    let stored = stored.await?.await?;
    ensure!(!stored.duplicate, "the server took it for a repeat");
    Ok(())
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
