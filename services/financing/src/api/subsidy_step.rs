//! A step of a subsidy claim: hold it, compare the etag, let the domain decide, save, book, publish. Plain RPCs are this and
//! a command.
use std::sync::Arc;

use chrono::NaiveDate;
use kezhuan_auth::Caller;
use kezhuan_database::{RequestKey, Write};
use kezhuan_law::Fen;
use kezhuan_protocol::financing::v1;
use kezhuan_rpc::etag;
use uuid::Uuid;

use super::names::SUBSIDIES;
use super::{FinancingApi, acting, convert};
use crate::domain::actor::Actor;
use crate::domain::ledger::pool_of;
use crate::domain::subsidy::{self, Circumstances, Claim, Command, Decided, Event, Interest};
use crate::error::Error;
use crate::store::ledger_transactions::{self, Of};
use crate::store::stored::Stored;
use crate::store::subsidies;

/// Who may come to the claim at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entrance {
    /// Who sees it: its parties and the authorities.
    Readers,
    /// Everybody, while it stands published.
    Public,
}

/// The claim, held until the write ends.
pub async fn hold(write: &mut Write, id: Uuid, entrance: Entrance) -> Result<Stored<Claim>, Error> {
    let claim = match entrance {
        Entrance::Readers => subsidies::lock(write, id).await?,
        Entrance::Public => {
            // It holds a published row for whoever reads it and writes nothing in it.
            subsidies::admit_objector(write, id).await?;
            subsidies::find(write, id).await?
        }
    };
    Ok(claim.ok_or_else(|| SUBSIDIES.not_found(id))?)
}

/// Lets the domain decide; `interest` and `available` as they are known now.
pub fn decide(
    api: &FinancingApi,
    claim: &Claim,
    (actor, command): (&Actor, Command),
    (interest, available): (&Interest, Fen),
) -> Result<Decided, Error> {
    let circumstances = Circumstances {
        actor,
        today: api.clock.today(),
        calendar: api.calendar,
        interest,
        available,
        terms: &api.parameters.subsidy,
    };
    Ok(subsidy::decide(claim, command, &circumstances)?)
}

/// Takes `command` on a claim that people come to by `entrance`; one that computes nothing.
pub async fn take(
    entrance: Entrance,
    (api, caller): (FinancingApi, Caller),
    (name, seen): (&str, &str),
    key: RequestKey,
    command: Command,
) -> Result<v1::SubsidyClaim, Error> {
    let id = SUBSIDIES.parse(name)?;
    let given = Arc::new((api.clone(), caller.clone(), seen.to_owned(), command));
    api.database
        .write(&caller, &key, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let (api, caller, seen, command) = &*given;
                let before = hold(write, id, entrance).await?;
                etag::check(seen, before.body.version)?;
                let actor = acting::actor(caller);
                let on = (&before.body.interest, Fen::ZERO);
                let decided = decide(api, &before.body, (&actor, command.clone()), on)?;
                let by = (actor.subject.as_str(), api.clock.today());
                let after = record(write, &before, decided, by).await?;
                Ok(convert::subsidy::claim(&after, caller))
            })
        })
        .await
}

/// Saves, books and publishes one decided step of a claim that is held.
pub async fn record(
    write: &mut Write,
    before: &Stored<Claim>,
    decided: Decided,
    (actor, today): (&str, NaiveDate),
) -> Result<Stored<Claim>, Error> {
    let Decided {
        claim,
        from,
        event,
        posting,
    } = decided;
    let after = match event {
        Event::SubsidySuspended => subsidies::suspend(write, before, claim, event.name()).await?,
        _ => subsidies::save(write, before, claim, event.name()).await?,
    };
    if let Some(posting) = posting {
        let of = Of {
            tenant: &pool_of(&after.tenant),
            aggregate: subsidies::AGGREGATE,
            case: after.body.id,
            version: after.body.version,
            reference: "",
            actor,
            legal_date: today,
        };
        ledger_transactions::post(write, of, &posting).await?;
    }
    convert::event::subsidy::publish(write, &after, from, &event);
    Ok(after)
}
