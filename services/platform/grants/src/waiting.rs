//! The ways out that a new package and new money open: claims that wait for either are asked about again by the service.
use std::time::Duration;

use kezhuan_auth::Caller;
use kezhuan_runtime::Shutdown;
use tokio::sync::watch;
use uuid::Uuid;

use crate::api::{Grants, ask_again_for_itself};
use crate::store::claims;
use crate::{Benefits, Error};

/// New money is looked for this often, and what could not be asked when the rulebook changed is tried again.
const LOOK_EVERY: Duration = Duration::from_secs(60);
const BATCH_MAX: i64 = 200;

impl<B: Benefits> Grants<B> {
    /// Asks again until shutdown; `changes` tells of each change of the rulebook. Every replica may: a claim moves from the version
    /// that was listed or not at all, and one that moved is newer than the entry it waited for.
    pub async fn follow_rules(
        self,
        mut changes: watch::Receiver<i64>,
        shutdown: Shutdown,
    ) -> anyhow::Result<()> {
        loop {
            if let Err(error) = self.ask_about_all().await {
                tracing::warn!(error = ?error, "grants that wait for a rule or for money could not be asked about again yet");
            }
            tokio::select! {
                () = shutdown.triggered() => return Ok(()),
                Ok(()) = changes.changed() => {}
                () = tokio::time::sleep(LOOK_EVERY) => {}
            }
        }
    }

    async fn ask_about_all(&self) -> Result<(), Error> {
        let reader = Caller::service(self.database.service(), "");
        let mut after = Uuid::nil();
        loop {
            let read = self.database.read(&reader, async |connection| {
                claims::to_ask_again(connection, after, BATCH_MAX).await
            });
            let waiting = read.await?;
            let Some(last) = waiting.last() else {
                return Ok(());
            };
            after = last.body.id;
            for claim in &waiting {
                // One that can't be asked about stays with its person and holds up no other.
                if let Err(error) = ask_again_for_itself(self, claim).await {
                    let id = claim.body.id;
                    tracing::info!(%id, error = ?error, "the grant was not asked about again");
                }
            }
        }
    }
}
