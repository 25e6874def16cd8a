//! The way out that a new package opens: applications that an earlier rule failed on are asked about again by the service.
use std::sync::Arc;
use std::time::Duration;

use kezhuan_auth::Caller;
use kezhuan_runtime::Shutdown;
use uuid::Uuid;

use crate::api::{FinancingApi, plan_to_ask_again, take_application_steps};
use crate::domain::application::Application;
use crate::error::Error;
use crate::store::applications;
use crate::store::stored::Stored;

/// What could not be asked when the rulebook changed is tried again this often.
const LOOK_EVERY: Duration = Duration::from_secs(60);
const BATCH_MAX: i64 = 200;

/// Asks again until shutdown. Every replica may: an application moves from the version that was listed or not at all, and
/// one that moved is newer than the entry it waited for.
pub async fn run(api: FinancingApi, shutdown: Shutdown) -> anyhow::Result<()> {
    let mut changes = api.rules.changes();
    loop {
        if let Err(error) = ask_all(&api).await {
            tracing::warn!(error = ?error, "applications that wait for a rule could not be asked about again yet");
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
            applications::unexamined(connection, after, BATCH_MAX).await
        });
        let waiting = read.await?;
        let Some(last) = waiting.last() else { break };
        after = last.body.id;
        for application in waiting {
            let id = application.body.id;
            // One that can't be asked about stays with its person and holds up no other.
            if let Err(error) = ask(api, application).await {
                tracing::info!(%id, error = ?error, "the application was not asked about again");
            }
        }
    }
    Ok(())
}

async fn ask(api: &FinancingApi, before: Stored<Application>) -> Result<(), Error> {
    let caller = Caller::service(crate::NAME, &before.tenant);
    let plan = plan_to_ask_again(api, before).await?;
    let given = Arc::new((api.clone(), plan));
    api.database
        .write_as(&caller, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let (api, plan) = &*given;
                take_application_steps(write, api, plan).await?;
                Ok(())
            })
        })
        .await
}
