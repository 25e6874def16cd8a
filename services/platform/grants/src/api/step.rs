//! A step of a grant claim: hold it, compare the etag, let the domain decide, book, save, publish. Plain RPCs are this and a
//! command.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_cases::Stored;
use kezhuan_database::{RequestKey, Write};
use kezhuan_law::Fen;
use kezhuan_protocol::grants::v1;
use kezhuan_rpc::etag;
use uuid::Uuid;

use super::{Grants, acting, convert, names};
use crate::domain::{self, Actor, Circumstances, Claim, Command, Decided, Event, Limits};
use crate::store::programmes::Budget;
use crate::store::{claims, programmes};
use crate::{Benefits, Error, Standing};

/// Who may come to the claim at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entrance {
    /// Who sees it: its parties and the authorities.
    Readers,
    /// Everybody, while it stands published.
    Public,
}

/// What a step that is not about the money due needs no figures for.
pub const NOTHING_KNOWN: Limits = Limits {
    most: None,
    available: None,
    barred: false,
};

/// The claim, held until the write ends.
pub async fn hold<B: Benefits>(
    write: &mut Write,
    id: Uuid,
    entrance: Entrance,
) -> Result<Stored<Claim>, Error> {
    let claim = match entrance {
        Entrance::Readers => claims::lock(write, id).await?,
        Entrance::Public => {
            // It holds a published row for whoever reads it and writes nothing in it.
            claims::admit_objector(write, id).await?;
            claims::find(write, id).await?
        }
    };
    Ok(claim.ok_or_else(|| names::claims::<B>().not_found(id))?)
}

/// Lets the domain decide, with what the amount may come to as it is known now.
pub fn decide<B: Benefits>(
    grants: &Grants<B>,
    claim: &Claim,
    (actor, command): (&Actor, Command),
    limits: Limits,
) -> Result<Decided, Error> {
    let circumstances = Circumstances {
        actor,
        today: grants.clock.today(),
        calendar: grants.calendar,
        terms: &grants.terms,
        limits,
    };
    Ok(domain::decide(claim, command, &circumstances)?)
}

/// Takes `command` on a claim that people come to by `entrance`; one that asks no rule.
pub async fn take<B: Benefits>(
    entrance: Entrance,
    (grants, caller): (Grants<B>, Caller),
    (name, seen): (&str, &str),
    key: RequestKey,
    command: Command,
) -> Result<v1::GrantClaim, Error> {
    let id = names::claims::<B>().parse(name)?;
    let database = grants.database.clone();
    let given = Arc::new((grants, caller.clone(), seen.to_owned(), command));
    database
        .write(&caller, &key, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let (grants, caller, seen, command) = &*given;
                let before = hold::<B>(write, id, entrance).await?;
                etag::check(seen, before.body.version)?;
                let limits = match command.is_about_money_due() {
                    true => known_now(write, grants, &before.body).await?.limits,
                    false => NOTHING_KNOWN,
                };
                let actor = acting::actor(caller);
                let decided = decide(grants, &before.body, (&actor, command.clone()), limits)?;
                let after = record(write, &before, decided).await?;
                Ok(convert::claim::message(&after, caller))
            })
        })
        .await
}

/// What is known of a claim that is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    /// What it may come to.
    pub limits: Limits,
    pub standing: Standing,
    /// What a rule would be told of the budget.
    pub budget_left: Option<Fen>,
}

/// What is known of a claim that is held. From here to the commit no other claim of the authority books.
pub async fn known_now<B: Benefits>(
    write: &mut Write,
    grants: &Grants<B>,
    claim: &Claim,
) -> Result<Known, Error> {
    let budget = programmes::lock_for(write, claim.id).await?;
    let standing = grants.benefits.standing(write, claim).await?;
    let limits = Limits {
        most: standing.most,
        available: budget.as_ref().map(|budget| budget.ledger.available()),
        barred: claims::is_barred(write, claim.id).await?,
    };
    Ok(Known {
        limits,
        standing,
        budget_left: budget.as_ref().map(Budget::told_to_rules),
    })
}

/// Books, saves and publishes one decided step of a claim that is held.
pub async fn record(
    write: &mut Write,
    before: &Stored<Claim>,
    decided: Decided,
) -> Result<Stored<Claim>, Error> {
    let Decided {
        claim,
        from,
        event,
        entry,
    } = decided;
    write.in_tenant(&before.tenant);
    if let Some(entry) = entry {
        let budget = programmes::lock_for(write, claim.id).await?;
        programmes::book_for(write, budget, entry, &claim).await?;
    }
    let after = match event {
        Event::Suspended => claims::suspend(write, before, claim, event.name()).await?,
        _ => claims::save(write, before, claim, event.name()).await?,
    };
    convert::event::publish(write, &after, from, &event);
    Ok(after)
}
