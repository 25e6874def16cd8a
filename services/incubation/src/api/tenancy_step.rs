//! A step of a tenancy: read, ask what has to be asked, and only then hold the row, decide, save and publish. Plain RPCs are
//! this and a command.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_cases::Heard;
use kezhuan_database::{RequestKey, Write};
use kezhuan_protocol::incubation::v1;
use kezhuan_rpc::etag;

use super::names::TENANCIES;
use super::{IncubationApi, acting, convert};
use crate::domain::actor::Actor;
use crate::domain::tenancy::{self, Circumstances, Command, Decided, Tenancy};
use crate::error::Error;
use crate::store::stored::Stored;
use crate::store::tenancies;

/// What is to be done to a tenancy as it was read.
#[derive(Debug, Clone)]
pub struct Plan {
    pub before: Stored<Tenancy>,
    /// In their order, each with who takes it.
    pub steps: Vec<(Actor, Command)>,
    /// What rules said on the way.
    pub heard: Heard,
}

impl Plan {
    /// One step that asks nobody.
    pub fn plain(before: Stored<Tenancy>, actor: Actor, command: Command) -> Plan {
        Plan {
            before,
            steps: vec![(actor, command)],
            heard: Heard::default(),
        }
    }
}

/// The tenancy the caller may see, and whose etag is still the one the caller read.
pub async fn open(
    api: &IncubationApi,
    caller: &Caller,
    (name, seen): (&str, &str),
) -> Result<Stored<Tenancy>, Error> {
    let id = TENANCIES.parse(name)?;
    let read = api.database.read(caller, async |connection| {
        tenancies::find(connection, id).await
    });
    let found = read.await?.ok_or_else(|| TENANCIES.not_found(id))?;
    etag::check(seen, found.body.version)?;
    Ok(found)
}

/// Lets the domain decide.
pub fn decide(
    api: &IncubationApi,
    tenancy: &Tenancy,
    (actor, command): (&Actor, Command),
) -> Result<Decided, Error> {
    let at = Circumstances {
        actor,
        today: api.clock.today(),
        terms: &api.parameters.tenancy,
    };
    Ok(tenancy::decide(tenancy, command, &at)?)
}

/// A step that needs nothing but its command.
pub async fn plain(
    api: IncubationApi,
    caller: Caller,
    at: (&str, &str),
    key: RequestKey,
    command: Command,
) -> Result<v1::Tenancy, Error> {
    let before = open(&api, &caller, at).await?;
    let plan = Plan::plain(before, acting::actor(&caller), command);
    carry_out(api, caller, key, plan).await
}

/// Carries a plan out in one write, and replies.
pub async fn carry_out(
    api: IncubationApi,
    caller: Caller,
    key: RequestKey,
    plan: Plan,
) -> Result<v1::Tenancy, Error> {
    let given = Arc::new((api.clone(), caller.clone(), plan));
    api.database
        .write(&caller, &key, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let (api, caller, plan) = &*given;
                let after = take(write, api, plan).await?;
                Ok(convert::tenancy::message(&after, caller))
            })
        })
        .await
}

/// Takes the steps of a plan, unless somebody moved the tenancy since it was read.
pub async fn take(
    write: &mut Write,
    api: &IncubationApi,
    plan: &Plan,
) -> Result<Stored<Tenancy>, Error> {
    let id = plan.before.body.id;
    let held = tenancies::lock(write, id).await?;
    let mut current = held.ok_or_else(|| TENANCIES.not_found(id))?;
    if current.body.version != plan.before.body.version {
        return Err(etag::stale().into());
    }
    for (actor, command) in &plan.steps {
        let mut decided = decide(api, &current.body, (actor, command.clone()))?;
        plan.heard.pin(&mut decided.tenancy.pins);
        current = record(write, &current, decided).await?;
    }
    plan.heard.store(write);
    Ok(current)
}

/// Saves and publishes one decided step of a tenancy that is held.
pub async fn record(
    write: &mut Write,
    before: &Stored<Tenancy>,
    decided: Decided,
) -> Result<Stored<Tenancy>, Error> {
    let Decided {
        tenancy,
        from,
        event,
    } = decided;
    let after = tenancies::save(write, before, tenancy, event.name()).await?;
    convert::event::tenancy::publish(write, &after, from, &event);
    Ok(after)
}
