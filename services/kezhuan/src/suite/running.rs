//! A suite running in this process: what it is, whether it still runs, and its orderly end.
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context;
use chrono::NaiveDate;
use kezhuan_runtime::{LegalClock, Shutdown};
use tokio::task::JoinHandle;

use super::private::Private;
use super::{Clients, Options, SuiteFile, services, start};

/// How long a service may take to answer its first health check.
const READY_MAX: Duration = Duration::from_secs(60);
/// How long everything may take to finish what is under way.
const DRAIN_MAX: Duration = Duration::from_secs(60);

/// Dropping it stops the servers; `stop` drains first.
pub struct Suite {
    pub(super) file: SuiteFile,
    pub(super) clients: Clients,
    pub(super) clock: LegalClock,
    pub(super) later_than_asked: Option<NaiveDate>,
    pub(super) servers: Arc<Private>,
    pub(super) shutdown: Shutdown,
    pub(super) running: JoinHandle<anyhow::Result<()>>,
    pub(super) data: PathBuf,
    /// One suite per data folder; the kernel lets go of it however the process ends.
    pub(super) _lock: File,
}

impl Suite {
    /// Starts everything; returns when every service says that it serves.
    pub async fn start(options: Options) -> anyhow::Result<Suite> {
        let mut suite = start::launch(&options).await?;
        (options.progress)("health checks");
        let ready = suite
            .ready()
            .await
            .and_then(|()| suite.file.write(&suite.data));
        if let Err(error) = ready {
            if let Err(also) = suite.stop().await {
                tracing::warn!(error = format!("{also:#}"), "stopping what had started");
            }
            return Err(error);
        }
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
        self.servers.stop().await?;
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
