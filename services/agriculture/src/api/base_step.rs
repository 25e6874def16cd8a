//! A step of a base: read, ask what has to be asked, and only then hold the row, decide and save. Plain RPCs are this and a
//! command.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_cases::Heard;
use kezhuan_cases::notices::admit_objector;
use kezhuan_database::{RequestKey, Write};
use kezhuan_protocol::agriculture::v1;
use kezhuan_rpc::etag;
use uuid::Uuid;

use super::names::BASES;
use super::{AgricultureApi, acting, convert};
use crate::domain::actor::Actor;
use crate::domain::transformation_base::{self, Base, Circumstances, Command, Decided, Event};
use crate::error::Error;
use crate::store::bases;
use crate::store::stored::Stored;

/// What is to be done to a base as it was read.
#[derive(Debug, Clone)]
pub struct Plan {
    pub before: Stored<Base>,
    /// In their order, each with who takes it.
    pub steps: Vec<(Actor, Command)>,
    /// What rules said on the way.
    pub heard: Heard,
}

impl Plan {
    /// One step that asks nobody.
    pub fn plain(before: Stored<Base>, actor: Actor, command: Command) -> Plan {
        Plan {
            before,
            steps: vec![(actor, command)],
            heard: Heard::default(),
        }
    }
}

/// The base the caller may see, and whose etag is still the one the caller read.
pub async fn open(
    api: &AgricultureApi,
    caller: &Caller,
    (name, seen): (&str, &str),
) -> Result<Stored<Base>, Error> {
    let id = BASES.parse(name)?;
    let found = api
        .database
        .read(caller, async |connection| bases::find(connection, id).await);
    let found = found.await?.ok_or_else(|| BASES.not_found(id))?;
    etag::check(seen, found.body.version)?;
    Ok(found)
}

/// What the domain is told beside the command.
pub fn circumstances<'a>(api: &'a AgricultureApi, actor: &'a Actor) -> Circumstances<'a> {
    Circumstances {
        actor,
        today: api.clock.today(),
        calendar: api.calendar,
        terms: &api.parameters.base,
        scoring: &api.parameters.assessment,
    }
}

/// Lets the domain decide.
pub fn decide(
    api: &AgricultureApi,
    base: &Base,
    (actor, command): (&Actor, Command),
) -> Result<Decided, Error> {
    let at = circumstances(api, actor);
    Ok(transformation_base::decide(base, command, &at)?)
}

/// A step that needs nothing but its command.
pub async fn plain(
    api: AgricultureApi,
    caller: Caller,
    at: (&str, &str),
    key: RequestKey,
    command: Command,
) -> Result<v1::Base, Error> {
    let before = open(&api, &caller, at).await?;
    let plan = Plan::plain(before, acting::actor(&caller), command);
    carry_out(api, caller, key, plan).await
}

/// Carries a plan out in one write, and replies.
pub async fn carry_out(
    api: AgricultureApi,
    caller: Caller,
    key: RequestKey,
    plan: Plan,
) -> Result<v1::Base, Error> {
    let given = Arc::new((api.clone(), caller.clone(), plan));
    api.database
        .write(&caller, &key, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let (api, caller, plan) = &*given;
                let after = take(write, api, plan).await?;
                Ok(convert::transformation_base::message(&after, caller))
            })
        })
        .await
}

/// Takes the steps of a plan, unless somebody moved the base since it was read.
pub async fn take(
    write: &mut Write,
    api: &AgricultureApi,
    plan: &Plan,
) -> Result<Stored<Base>, Error> {
    let id = plan.before.body.id;
    let held = bases::lock(write, id).await?;
    let mut current = held.ok_or_else(|| BASES.not_found(id))?;
    if current.body.version != plan.before.body.version {
        return Err(etag::stale().into());
    }
    for (actor, command) in &plan.steps {
        let decided = decide(api, &current.body, (actor, command.clone()))?;
        let mut body = decided.base;
        plan.heard.pin(&mut body.pins);
        let after = bases::save(write, &current, body, decided.event.name()).await?;
        convert::event::transformation_base::publish(write, &after, decided.from, &decided.event);
        current = after;
    }
    plan.heard.store(write);
    Ok(current)
}

/// PROPOSED → SUSPENDED. A public notice is open to everybody, so the objector first becomes a party of the case.
pub async fn object(
    api: AgricultureApi,
    caller: Caller,
    id: Uuid,
    key: RequestKey,
    text: String,
) -> Result<v1::Base, Error> {
    let given = Arc::new((api.clone(), caller.clone(), text));
    api.database
        .write(&caller, &key, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let (api, caller, text) = &*given;
                // It holds a published row for whoever reads it and writes nothing in it.
                admit_objector(write, id).await?;
                let before = bases::find(write, id).await?;
                let before = before.ok_or_else(|| BASES.not_found(id))?;
                let actor = acting::actor(caller);
                let command = Command::Object { text: text.clone() };
                let decided = decide(api, &before.body, (&actor, command))?;
                let name = Event::BaseObjected.name();
                let after = bases::suspend(write, &before, decided.base, name).await?;
                convert::event::transformation_base::publish(
                    write,
                    &after,
                    decided.from,
                    &decided.event,
                );
                Ok(convert::transformation_base::message(&after, caller))
            })
        })
        .await
}
