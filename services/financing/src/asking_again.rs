//! The way out that a new package opens: cases that an earlier rule failed on are asked about again by the service.
use std::sync::Arc;
use std::time::Duration;

use kezhuan_auth::Caller;
use kezhuan_runtime::Shutdown;
use uuid::Uuid;

use crate::api::{
    FinancingApi, ask_subsidy_again_for_itself, plan_to_ask_again, take_application_steps,
};
use crate::domain::actor::Actor;
use crate::domain::application::Application;
use crate::error::Error;
use crate::store::stored::Stored;
use crate::store::{applications, subsidies};

/// What could not be asked when the rulebook changed is tried again this often.
const LOOK_EVERY: Duration = Duration::from_secs(60);
const BATCH_MAX: i64 = 200;

/// Asks again until shutdown. Every replica may: a case moves from the version that was listed or not at all, and one that
/// moved is newer than the entry it waited for.
pub async fn run(api: FinancingApi, shutdown: Shutdown) -> anyhow::Result<()> {
    let mut changes = api.rules.changes();
    loop {
        for (what, asked) in [
            ("applications", ask_about_applications(&api).await),
            ("subsidy claims", ask_about_subsidies(&api).await),
        ] {
            if let Err(error) = asked {
                tracing::warn!(what, error = ?error, "what waits for a rule could not be asked about again yet");
            }
        }
        tokio::select! {
            () = shutdown.triggered() => return Ok(()),
            Ok(()) = changes.changed() => {}
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
    }
}

async fn ask_about_applications(api: &FinancingApi) -> Result<(), Error> {
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
            told("application", id, ask(api, application).await);
        }
    }
    Ok(())
}

async fn ask(api: &FinancingApi, before: Stored<Application>) -> Result<(), Error> {
    let caller = Caller::service(crate::NAME, &before.tenant);
    let asking = Actor::service(crate::NAME, &before.tenant);
    let plan = plan_to_ask_again(api, before, asking).await?;
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

async fn ask_about_subsidies(api: &FinancingApi) -> Result<(), Error> {
    let reader = Caller::service(crate::NAME, "");
    let mut after = Uuid::nil();
    loop {
        let read = api.database.read(&reader, async |connection| {
            subsidies::uncomputed(connection, after, BATCH_MAX).await
        });
        let waiting = read.await?;
        let Some(last) = waiting.last() else { break };
        after = last.body.id;
        for claim in &waiting {
            let asked = ask_subsidy_again_for_itself(api, claim).await;
            told("subsidy claim", claim.body.id, asked);
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
