//! The way out of MANUAL that a new package opens: claims an earlier rule failed are asked again by the service.
use std::time::Duration;

use kezhuan_auth::Caller;
use kezhuan_runtime::Shutdown;
use uuid::Uuid;

use crate::api::{FinancingApi, ask_subsidy_again_for_itself};
use crate::error::Error;
use crate::store::subsidies;

/// What could not be asked when the rulebook changed is tried again this often.
const LOOK_EVERY: Duration = Duration::from_secs(60);
const BATCH_MAX: i64 = 200;

/// Asks again until shutdown. Every replica may: a claim moves from the version that was listed or not at all, and one that
/// moved is newer than the entry it waited for.
pub async fn run(api: FinancingApi, shutdown: Shutdown) -> anyhow::Result<()> {
    let mut changes = api.rules.changes();
    loop {
        if let Err(error) = ask_all(&api).await {
            tracing::warn!(error = ?error, "claims that wait for a rule could not be asked again yet");
        }
        tokio::select! {
            () = shutdown.triggered() => return Ok(()),
            Ok(()) = changes.changed() => {}
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
    }
}

async fn ask_all(api: &FinancingApi) -> Result<(), Error> {
    let reader = Caller::service(crate::NAME, "");
    let mut after = Uuid::nil();
    loop {
        let read = api.database.read(&reader, async |connection| {
            subsidies::uncomputed(connection, after, BATCH_MAX).await
        });
        let waiting = read.await?;
        let Some(last) = waiting.last() else {
            return Ok(());
        };
        after = last.body.id;
        for claim in &waiting {
            // One that can't be asked stays with its person and holds up no other.
            if let Err(error) = ask_subsidy_again_for_itself(api, claim).await {
                tracing::info!(id = %claim.body.id, error = ?error, "the claim was not asked again");
            }
        }
    }
}
