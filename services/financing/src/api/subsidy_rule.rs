//! A subsidy claim computed by rule: the step before the question, and the step that follows from its answer, in one write.
use std::sync::Arc;

use futures::future::BoxFuture;
use kezhuan_auth::Caller;
use kezhuan_database::{DecisionRow, RequestKey, Write};
use kezhuan_protocol::financing::v1;
use kezhuan_rpc::etag;
use uuid::Uuid;

use super::names::SUBSIDIES;
use super::round::{Ending, ROUNDS_MAX, booked, busy};
use super::subsidy_question::{Heard, hear};
use super::subsidy_step::{self, Entrance};
use super::{FinancingApi, acting, convert};
use crate::domain::subsidy::{Claim, Command, State, command_after};
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
        let heard = hear(api, caller, at, before.as_ref()).await?;
        let body = concluding(api.clone(), caller.clone(), before.clone(), heard);
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
    heard: Heard,
) -> impl for<'w> Fn(&'w mut Write) -> BoxFuture<'w, Result<v1::SubsidyClaim, Ending>> + Send + 'static
{
    let given = Arc::new((api, caller, before, heard));
    move |write| {
        let given = given.clone();
        Box::pin(async move {
            let (api, caller, before, heard) = &*given;
            conclude(write, (api, caller), before.clone(), heard).await
        })
    }
}

async fn conclude(
    write: &mut Write,
    (api, caller): (&FinancingApi, &Caller),
    before: Option<Command>,
    heard: &Heard,
) -> Result<v1::SubsidyClaim, Ending> {
    let mut claim = subsidy_step::hold(write, heard.id, Entrance::Readers).await?;
    // From here to the commit no other claim of the enterprise's year is computed.
    subsidies::hold_year(write, &claim.body.enterprise, claim.body.year).await?;
    if !heard.still_holds(write, &claim).await? {
        return Err(Ending::Moved);
    }
    let today = api.clock.today();
    let on = (&heard.basis.interest, heard.basis.available);
    if let Some(before) = before {
        let actor = acting::actor(caller);
        let first = subsidy_step::decide(api, &claim.body, (&actor, before), on)?;
        claim = subsidy_step::record(write, &claim, first, (&actor.subject, today)).await?;
    }
    let (interest, available) = on;
    let command = command_after(heard.outcome.clone(), &claim.body, interest, available);
    for row in &heard.asked {
        write.decide(judged(row, &command));
    }
    let service = acting::service(&claim.tenant);
    let mut second = subsidy_step::decide(api, &claim.body, (&service, command), on)?;
    for pin in &heard.pins {
        second.claim.pins.keep(pin.clone());
    }
    let by = (service.subject.as_str(), today);
    let after = booked(subsidy_step::record(write, &claim, second, by).await)?;
    Ok(convert::subsidy::claim(&after, caller))
}

/// The kept answer; one that the host refused says so.
fn judged(row: &DecisionRow, command: &Command) -> DecisionRow {
    let mut row = row.clone();
    if let Command::SendToManual { failure, decision } = command
        && *decision == Some(row.id)
        && row.outcome_kind == "ANSWERED"
    {
        row.outcome_kind = "REFUSED_BY_HOST".to_owned();
        row.reasons = serde_json::json!([failure]);
    }
    row
}
