//! Claims that wait for money go on by themselves: when an appropriation was raised, or another claim gave back what it
//! held. The database says whose turn it is, so nothing has to be remembered when a process dies.
use std::time::Duration;

use kezhuan_auth::Caller;
use kezhuan_runtime::Shutdown;

use crate::api::{ContractsApi, let_claim_go_on};
use crate::error::Error;
use crate::store::held_claims;

/// Money comes back through any process; what waits is found by a small index.
const LOOK_EVERY: Duration = Duration::from_secs(1);
const BATCH_MAX: i64 = 200;

/// Looks until shutdown. Every replica may: a claim moves under its lock and its programme's, or not at all.
pub async fn run(api: ContractsApi, shutdown: Shutdown) -> anyhow::Result<()> {
    loop {
        if let Err(error) = all(&api).await {
            tracing::warn!(error = ?error, "claims that wait for money could not go on yet");
        }
        tokio::select! {
            () = shutdown.triggered() => return Ok(()),
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
    }
}

async fn all(api: &ContractsApi) -> Result<(), Error> {
    let reader = Caller::service(crate::NAME, "");
    loop {
        let read = api.database.read(&reader, async |connection| {
            held_claims::worth_a_look(connection, BATCH_MAX).await
        });
        let mut moved = false;
        for waiting in read.await? {
            match let_claim_go_on(api, &waiting).await {
                Ok(went_on) => moved |= went_on,
                // One line's trouble is not the next one's.
                Err(error) => {
                    tracing::warn!(error = ?error, claim = %waiting.id, "the claim did not go on");
                }
            }
        }
        // Behind each that moved another may be first now.
        if !moved {
            return Ok(());
        }
    }
}
