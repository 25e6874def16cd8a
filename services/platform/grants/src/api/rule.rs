//! A claim computed by rule: the step before the question, and the step that follows from its answer, in one write.
use std::sync::Arc;

use futures::future::BoxFuture;
use kezhuan_auth::Caller;
use kezhuan_cases::Stored;
use kezhuan_database::{RequestKey, Write};
use kezhuan_protocol::grants::v1;
use kezhuan_rpc::etag;
use kezhuan_rulebook::{Asked, Verdict};
use uuid::Uuid;

use super::question::{Answered, hear};
use super::round::{Ending, ROUNDS_MAX, busy};
use super::step::{self, Entrance};
use super::{Grants, acting, convert, names};
use crate::domain::{Actor, Answer, Claim, Command, command_after};
use crate::{Benefits, Error};

/// Takes the step `before`, asks the rule, and takes the step that follows from its answer.
pub async fn settle<B: Benefits>(
    (grants, caller): (Grants<B>, Caller),
    (name, seen): (&str, &str),
    key: RequestKey,
    before: Command,
) -> Result<v1::GrantClaim, Error> {
    let id = names::claims::<B>().parse(name)?;
    settle_once(&grants, &caller, (id, seen), Some(&key), before).await
}

/// The service asks for itself: another rule may answer what the last could not.
pub async fn ask_again<B: Benefits>(
    grants: &Grants<B>,
    waiting: &Stored<Claim>,
) -> Result<(), Error> {
    let caller = Caller::service(grants.database.service(), &waiting.tenant);
    let seen = etag::of(waiting.body.version);
    let at = (waiting.body.id, seen.as_str());
    settle_once(grants, &caller, at, None, Command::AskAgain).await?;
    Ok(())
}

async fn settle_once<B: Benefits>(
    grants: &Grants<B>,
    caller: &Caller,
    at: (Uuid, &str),
    key: Option<&RequestKey>,
    before: Command,
) -> Result<v1::GrantClaim, Error> {
    for _ in 0..ROUNDS_MAX {
        let answered = Box::pin(hear(grants, caller, at, &before)).await?;
        let body = concluding(grants.clone(), caller.clone(), before.clone(), answered);
        let written = match key {
            Some(key) => grants.database.write(caller, key, body).await,
            None => grants.database.write_as(caller, body).await,
        };
        match written {
            Ok(answer) => return Ok(answer),
            Err(Ending::Failed(error)) => return Err(error),
            Err(Ending::Moved) => {}
        }
    }
    Err(busy::<B>().into())
}

fn concluding<B: Benefits>(
    grants: Grants<B>,
    caller: Caller,
    before: Command,
    answered: Answered,
) -> impl for<'w> Fn(&'w mut Write) -> BoxFuture<'w, Result<v1::GrantClaim, Ending>> + Send + 'static
{
    let given = Arc::new((grants, caller, before, answered));
    move |write| {
        let given = given.clone();
        Box::pin(async move {
            let (grants, caller, before, answered) = &*given;
            Box::pin(conclude(write, (grants, caller), before.clone(), answered)).await
        })
    }
}

async fn conclude<B: Benefits>(
    write: &mut Write,
    (grants, caller): (&Grants<B>, &Caller),
    before: Command,
    answered: &Answered,
) -> Result<v1::GrantClaim, Ending> {
    let claim = step::hold::<B>(write, answered.id, Entrance::Readers).await?;
    // From here to the commit no other claim of the authority books, so history and budget stand.
    let known = step::known_now(write, grants, &claim.body).await?;
    let limits = known.limits;
    if !answered.still_holds(write, &claim.body, &known).await? {
        return Err(Ending::Moved);
    }
    let actor = acting::actor(caller);
    let first = step::decide(grants, &claim.body, (&actor, before), limits)?;
    let claim = step::record(write, &claim, first).await?;
    let command = command_after(answered.outcome(), &claim.body, limits);
    let asked = judged(answered, &command);
    let service = Actor::service(grants.database.service(), &claim.tenant);
    let mut second = step::decide(grants, &claim.body, (&service, command), limits)?;
    if let Some(pin) = asked.rule_pin() {
        second.claim.pins.keep(pin);
    }
    let after = step::record(write, &claim, second).await?;
    write.decide(asked.into_row(answered.id));
    Ok(convert::claim::message(&after, caller))
}

/// The answer as it is kept; one that the host refused says so.
fn judged(answered: &Answered, command: &Command) -> Asked<Answer> {
    let asked = answered.asked.clone();
    match (command, &answered.asked.verdict) {
        (Command::SendToManual { failure, .. }, Verdict::Answered(_)) => {
            asked.refused_by_host(failure)
        }
        _ => asked,
    }
}
