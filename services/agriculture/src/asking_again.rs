//! The way out that a new package opens: cases that an earlier rule failed on are asked about again by the service.
use std::sync::Arc;
use std::time::Duration;

use kezhuan_auth::Caller;
use kezhuan_runtime::Shutdown;
use uuid::Uuid;

use crate::api::{
    AgricultureApi, ask_trial_again_for_itself, plan_to_ask_base_again, take_base_steps,
};
use crate::domain::actor::Actor;
use crate::domain::transformation_base::Base;
use crate::error::Error;
use crate::store::stored::Stored;
use crate::store::{bases, trials};

/// What could not be asked when the rulebook changed is tried again this often.
const LOOK_EVERY: Duration = Duration::from_secs(60);
const BATCH_MAX: i64 = 200;

/// Asks again until shutdown. Every replica may: a case moves from the version that was listed or not at all, and one that
/// moved is newer than the entry it waited for.
pub async fn run(api: AgricultureApi, shutdown: Shutdown) -> anyhow::Result<()> {
    let mut changes = api.rules.changes();
    loop {
        for (what, asked) in [
            ("bases", ask_about_bases(&api).await),
            ("trials", ask_about_trials(&api).await),
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

async fn ask_about_bases(api: &AgricultureApi) -> Result<(), Error> {
    let reader = Caller::service(crate::NAME, "");
    let mut after = Uuid::nil();
    loop {
        let read = api.database.read(&reader, async |connection| {
            bases::waiting(connection, after, BATCH_MAX).await
        });
        let waiting = read.await?;
        let Some(last) = waiting.last() else { break };
        after = last.body.id;
        for base in waiting {
            let id = base.body.id;
            told("base", id, ask_about_base(api, base).await);
        }
    }
    Ok(())
}

async fn ask_about_base(api: &AgricultureApi, before: Stored<Base>) -> Result<(), Error> {
    let caller = Caller::service(crate::NAME, &before.tenant);
    let asking = Actor::service(crate::NAME, &before.tenant);
    let plan = plan_to_ask_base_again(api, before, asking).await?;
    let given = Arc::new((api.clone(), plan));
    api.database
        .write_as(&caller, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let (api, plan) = &*given;
                take_base_steps(write, api, plan).await?;
                Ok(())
            })
        })
        .await
}

async fn ask_about_trials(api: &AgricultureApi) -> Result<(), Error> {
    let reader = Caller::service(crate::NAME, "");
    let mut after = Uuid::nil();
    loop {
        let read = api.database.read(&reader, async |connection| {
            trials::waiting(connection, after, BATCH_MAX).await
        });
        let waiting = read.await?;
        let Some(last) = waiting.last() else { break };
        after = last.body.id;
        for trial in waiting {
            let id = trial.body.id;
            told("trial", id, ask_trial_again_for_itself(api, trial).await);
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
