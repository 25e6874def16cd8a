//! A subsidy claim computed by rule: the step before the question, and the step that follows from its answer, in one write.
use std::sync::Arc;

use futures::future::BoxFuture;
use kezhuan_auth::Caller;
use kezhuan_database::{RequestKey, Write};
use kezhuan_protocol::financing::v1;
use kezhuan_rpc::etag;
use uuid::Uuid;

use super::names::SUBSIDIES;
use super::round::{Ending, ROUNDS_MAX, booked, busy};
use super::subsidy_question::{Answered, hear};
use super::subsidy_step::{self, Entrance};
use super::{FinancingApi, acting, convert};
use crate::domain::subsidy::{Claim, Command, State};
use crate::error::Error;
use crate::store::stored::Stored;
use crate::store::subsidies;

/// Takes the step `before`, asks the rule, and takes the step that follows from its answer.
pub async fn settle(
    api: FinancingApi,
    caller: Caller,
    (name, seen): (&str, &str),
    key: RequestKey,
    before: Command,
) -> Result<v1::SubsidyClaim, Error> {
    let id = SUBSIDIES.parse(name)?;
    settle_once(&api, &caller, (id, seen), Some(&key), Some(before)).await
}

/// The service asks for itself: another rule may answer what the last could not, and a claim that was left behind its filing
/// is still to be computed.
pub async fn ask_again(api: &FinancingApi, waiting: &Stored<Claim>) -> Result<(), Error> {
    let caller = Caller::service(crate::NAME, &waiting.tenant);
    let claim = &waiting.body;
    let before = (claim.state != State::Filed).then_some(Command::AskAgain);
    let seen = etag::of(claim.version);
    settle_once(api, &caller, (claim.id, &seen), None, before).await?;
    Ok(())
}

async fn settle_once(
    api: &FinancingApi,
    caller: &Caller,
    at: (Uuid, &str),
    key: Option<&RequestKey>,
    before: Option<Command>,
) -> Result<v1::SubsidyClaim, Error> {
    for _ in 0..ROUNDS_MAX {
        let answered = Box::pin(hear(api, caller, at, before.as_ref())).await?;
        let body = concluding(api.clone(), caller.clone(), before.clone(), answered);
        let written = match key {
            Some(key) => api.database.write(caller, key, body).await,
            None => api.database.write_as(caller, body).await,
        };
        match written {
            Ok(answer) => return Ok(answer),
            Err(Ending::Failed(error)) => return Err(error),
            Err(Ending::Moved) => {}
        }
    }
    Err(busy().into())
}

fn concluding(
    api: FinancingApi,
    caller: Caller,
    before: Option<Command>,
    answered: Answered,
) -> impl for<'w> Fn(&'w mut Write) -> BoxFuture<'w, Result<v1::SubsidyClaim, Ending>> + Send + 'static
{
    let given = Arc::new((api, caller, before, answered));
    move |write| {
        let given = given.clone();
        Box::pin(async move {
            let (api, caller, before, answered) = &*given;
            Box::pin(conclude(write, (api, caller), before.clone(), answered)).await
        })
    }
}

async fn conclude(
    write: &mut Write,
    (api, caller): (&FinancingApi, &Caller),
    before: Option<Command>,
    answered: &Answered,
) -> Result<v1::SubsidyClaim, Ending> {
    let mut claim = subsidy_step::hold(write, answered.id, Entrance::Readers).await?;
    // From here to the commit no other claim of the enterprise's year is computed.
    subsidies::hold_year(write, &claim.body.enterprise, claim.body.year).await?;
    if !answered.still_holds(write, &claim).await? {
        return Err(Ending::Moved);
    }
    let today = api.clock.today();
    let on = (&answered.basis.interest, answered.basis.available);
    if let Some(before) = before {
        let actor = acting::actor(caller);
        let first = subsidy_step::decide(api, &claim.body, (&actor, before), on)?;
        let by = (actor.subject.as_str(), today);
        claim = subsidy_step::record(write, &claim, first, by).await?;
    }
    let service = acting::service(&claim.tenant);
    let follows = (&service, answered.command.clone());
    let mut second = subsidy_step::decide(api, &claim.body, follows, on)?;
    answered.heard.pin(&mut second.claim.pins);
    let by = (service.subject.as_str(), today);
    let after = booked(subsidy_step::record(write, &claim, second, by).await)?;
    answered.heard.store(write);
    Ok(convert::subsidy::claim(&after, caller))
}
