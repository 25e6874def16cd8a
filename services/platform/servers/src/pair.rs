//! Postgres and nats-server together, as the suite needs them.

use std::{convert::Infallible, path::Path, time::Duration};

use crate::{Durability, Error, Nats, NatsOptions, Postgres, PostgresOptions, Tools};

const LOOK_EVERY: Duration = Duration::from_millis(200);
const TRY_AGAIN_AFTER: Duration = Duration::from_secs(2);

/// Both servers on one data folder.
pub struct Servers {
    pub postgres: Postgres,
    pub nats: Nats,
}

impl Servers {
    /// Starts both with their default options.
    pub async fn start(tools: &Tools, data: &Path, durability: Durability) -> Result<Self, Error> {
        let postgres = PostgresOptions {
            durability,
            ..PostgresOptions::default()
        };
        let nats = NatsOptions {
            durability,
            ..NatsOptions::default()
        };
        Self::start_with(tools, data, postgres, nats).await
    }

    /// Starts both side by side.
    pub async fn start_with(
        tools: &Tools,
        data: &Path,
        postgres: PostgresOptions,
        nats: NatsOptions,
    ) -> Result<Self, Error> {
        let (postgres, nats) = tokio::join!(
            Postgres::start(tools, data, postgres),
            Nats::start(tools, data, nats)
        );
        Ok(Self {
            postgres: postgres?,
            nats: nats?,
        })
    }

    /// Starts a server that died again, for as long as the future is polled; what was stopped on
    /// purpose stays stopped.
    pub async fn keep_running(&self) -> Infallible {
        // A start that failed leaves no process behind that could be seen to have died.
        let (mut postgres_owed, mut nats_owed) = (false, false);
        loop {
            tokio::time::sleep(LOOK_EVERY).await;
            let mut failure = None;
            if postgres_owed || self.postgres.died() {
                tracing::warn!("postgres died, starting it again");
                failure = self.postgres.restart().await.err();
                postgres_owed = failure.is_some();
            }
            if nats_owed || self.nats.died() {
                tracing::warn!("nats-server died, starting it again");
                let refused = self.nats.restart().await.err();
                nats_owed = refused.is_some();
                failure = refused.or(failure);
            }
            if let Some(error) = failure {
                tracing::error!(%error, "a server could not be started again");
                tokio::time::sleep(TRY_AGAIN_AFTER).await;
            }
        }
    }

    /// Stops both; returns when they are gone.
    pub async fn stop(&self) -> Result<(), Error> {
        let (postgres, nats) = tokio::join!(self.postgres.stop(), self.nats.stop());
        postgres.and(nats)
    }
}
