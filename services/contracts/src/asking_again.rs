//! The way out of MANUAL that a new package opens: cases an earlier rule failed are asked again by the service.
use std::sync::Arc;
use std::time::Duration;

use kezhuan_auth::Caller;
use kezhuan_runtime::Shutdown;
use uuid::Uuid;

use crate::api::{ContractsApi, ask_claim_again_for_itself};
use crate::domain::actor::Actor;
use crate::domain::contract::{self, Command, Context, Contract};
use crate::error::Error;
use crate::rules::{CLAIM_HOOKS, in_every_major};
use crate::store::{claims, contracts};

/// What could not be asked when the rulebook changed is tried again this often.
const LOOK_EVERY: Duration = Duration::from_secs(60);
const BATCH_MAX: i64 = 200;

/// Asks again until shutdown. Every replica may: a case moves from the version that was listed or not at all,
/// and one that moved is newer than the entry it waited for.
pub async fn run(api: ContractsApi, shutdown: Shutdown) -> anyhow::Result<()> {
    let mut changes = api.rules.changes();
    loop {
        if let Err(error) = ask_all(&api).await {
            tracing::warn!(error = ?error, "cases that wait for a rule could not be asked again yet");
        }
        tokio::select! {
            () = shutdown.triggered() => return Ok(()),
            Ok(()) = changes.changed() => {}
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
    }
}

async fn ask_all(api: &ContractsApi) -> Result<(), Error> {
    let reader = Caller::service(crate::NAME, "");
    let mut after = Uuid::nil();
    loop {
        let read = api.database.read(&reader, async |connection| {
            contracts::with_a_newer_rule(connection, after, BATCH_MAX).await
        });
        let waiting = read.await?;
        let Some(last) = waiting.last() else { break };
        after = last.id;
        for contract in waiting {
            let id = contract.id;
            told("contract", id, send_back(api, contract).await);
        }
    }
    let (mut after, hooks) = (Uuid::nil(), in_every_major(&CLAIM_HOOKS));
    loop {
        let read = api.database.read(&reader, async |connection| {
            claims::with_a_newer_rule(connection, &hooks, after, BATCH_MAX).await
        });
        let waiting = read.await?;
        let Some(last) = waiting.last() else { break };
        after = last.0;
        for (id, tenant, version) in waiting {
            let asked = ask_claim_again_for_itself(api, &tenant, (id, version)).await;
            told("claim", id, asked.map(|_| ()));
        }
    }
    Ok(())
}

/// Back to the state the blocked step starts from; whoever takes it asks the rule.
async fn send_back(api: &ContractsApi, contract: Contract) -> Result<(), Error> {
    let context = Context {
        today: api.clock.today(),
        calendar: api.calendar,
        parameters: &api.parameters,
        materials: &Default::default(),
    };
    let actor = Actor::service(crate::NAME, &contract.tenant);
    let decided = contract::decide(&contract, &Command::AskAgain, &actor, &context)?;
    let caller = Caller::service(crate::NAME, &contract.tenant);
    let change = Arc::new((contract, decided));
    api.database
        .write_as(&caller, move |write| {
            let change = change.clone();
            Box::pin(async move { contracts::save(write, &change.0, &change.1).await })
        })
        .await
}

/// One case that can't be asked stays with its person and holds up no other.
fn told(aggregate: &str, id: Uuid, asked: Result<(), Error>) {
    if let Err(error) = asked {
        tracing::info!(aggregate, %id, error = ?error, "the case was not asked again");
    }
}
