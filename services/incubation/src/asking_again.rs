//! The way out that a new package opens: cases that an earlier rule failed on are asked about again by the service.
use std::time::Duration;

use kezhuan_auth::Caller;
use kezhuan_runtime::Shutdown;
use uuid::Uuid;

use crate::api::{IncubationApi, ask_carrier_again_for_itself, ask_tenancy_again_for_itself};
use crate::error::Error;
use crate::store::{carriers, tenancies};

/// What could not be asked when the rulebook changed is tried again this often.
const LOOK_EVERY: Duration = Duration::from_secs(60);
const BATCH_MAX: i64 = 200;

/// Asks again until shutdown. Every replica may: a case moves from the version that was listed or not at all, and one that
/// moved is newer than the entry it waited for.
pub async fn run(api: IncubationApi, shutdown: Shutdown) -> anyhow::Result<()> {
    let mut changes = api.rules.changes();
    loop {
        if let Err(error) = ask_about_carriers(&api).await {
            tracing::warn!(error = ?error, "carriers that wait for a rule could not be asked about again yet");
        }
        if let Err(error) = ask_about_tenancies(&api).await {
            tracing::warn!(error = ?error, "tenancies that wait for a rule could not be asked about again yet");
        }
        tokio::select! {
            () = shutdown.triggered() => return Ok(()),
            Ok(()) = changes.changed() => {}
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
    }
}

async fn ask_about_carriers(api: &IncubationApi) -> Result<(), Error> {
    let reader = Caller::service(crate::NAME, "");
    let mut after = Uuid::nil();
    loop {
        let read = api.database.read(&reader, async |connection| {
            carriers::unanswered(connection, after, BATCH_MAX).await
        });
        let waiting = read.await?;
        let Some(last) = waiting.last() else { break };
        after = last.body.id;
        for carrier in &waiting {
            let asked = ask_carrier_again_for_itself(api, carrier).await;
            told("carrier", carrier.body.id, asked);
        }
    }
    Ok(())
}

async fn ask_about_tenancies(api: &IncubationApi) -> Result<(), Error> {
    let reader = Caller::service(crate::NAME, "");
    let mut after = Uuid::nil();
    loop {
        let read = api.database.read(&reader, async |connection| {
            tenancies::waiting_for_a_rule(connection, after, BATCH_MAX).await
        });
        let waiting = read.await?;
        let Some(last) = waiting.last() else { break };
        after = last.body.id;
        for tenancy in &waiting {
            let asked = ask_tenancy_again_for_itself(api, tenancy).await;
            told("tenancy", tenancy.body.id, asked);
        }
    }
    Ok(())
}

/// One case that can't be asked about stays with its person and holds up no other.
fn told(case: &'static str, id: Uuid, asked: Result<(), Error>) {
    if let Err(error) = asked {
        tracing::info!(case, %id, error = ?error, "the case was not asked about again");
    }
}
