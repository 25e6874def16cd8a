//! The line of claims that wait for money: who joins it, and who goes on.
use kezhuan_auth::Caller;
use kezhuan_database::Write;
use uuid::Uuid;

use super::claim_step::{self, Situation};
use super::{ContractsApi, acting};
use crate::domain::claim::{Command, PROGRAMME_FAMILY, State, turn};
use crate::error::Error;
use crate::store::held_claims::Waiting;
use crate::store::{claims, held_claims, programmes};

/// `command` as it may be taken now: a computed amount joins the line where it has to. From here to the commit the
/// programme is held, so that nobody takes the same place or money.
pub async fn in_its_place(
    write: &mut Write,
    situation: &Situation,
    command: Command,
) -> Result<Command, Error> {
    let id = situation.claim().id;
    if command.amount_computed().is_none() {
        return Ok(command);
    }
    let Some(programme) = programmes::lock_for(write, id, PROGRAMME_FAMILY).await? else {
        return Ok(command);
    };
    let line = held_claims::line(write, id).await?;
    let (available, terms) = (programme.ledger.available(), &programme.terms);
    Ok(line.admit(command, available, terms.when_exhausted))
}

/// Lets a waiting claim go on, by the service itself, if its turn has come. Answers whether it moved; whoever was
/// faster, nothing moves twice.
pub async fn go_on(api: &ContractsApi, waiting: &Waiting) -> Result<bool, Error> {
    let caller = Caller::service(crate::NAME, &waiting.tenant);
    let (api, id) = (api.clone(), waiting.id);
    let database = api.database.clone();
    database
        .write_as(&caller, move |write| {
            let api = api.clone();
            Box::pin(async move { Box::pin(take_turn(write, &api, id)).await })
        })
        .await
}

async fn take_turn(write: &mut Write, api: &ContractsApi, id: Uuid) -> Result<bool, Error> {
    let stored = claims::lock(write, id).await?;
    let Some(stored) = stored.filter(|stored| stored.claim.state == State::Held) else {
        return Ok(false);
    };
    let Some(programme) = programmes::lock_for(write, id, PROGRAMME_FAMILY).await? else {
        return Ok(false);
    };
    // Only now: nobody joins or leaves before this claim unseen while the programme is held.
    let is_first = held_claims::first(write, &stored).await? == Some(id);
    let mut situation = Situation::around(write, id, Some(stored)).await?;
    let (available, policy) = (programme.ledger.available(), programme.terms.when_exhausted);
    situation.programme = Some(programme);
    let (claim, facts) = (situation.claim(), &situation.behind.facts);
    let Some(command) = turn(claim, is_first, facts, available, policy) else {
        return Ok(false);
    };
    let actor = acting::service(&claim.tenant);
    let decided = situation.decide(api, &actor, command)?;
    claim_step::record(write, situation, decided).await?;
    Ok(true)
}
