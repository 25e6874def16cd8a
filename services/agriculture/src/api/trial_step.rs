//! A step of a trial: read, ask what has to be asked, and only then hold the row, decide and save. Plain RPCs are this and a
//! command.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_cases::Heard;
use kezhuan_database::{RequestKey, Write};
use kezhuan_protocol::agriculture::v1;
use kezhuan_rpc::etag;

use super::names::TRIALS;
use super::{AgricultureApi, acting, convert};
use crate::domain::actor::Actor;
use crate::domain::trial::{self, Circumstances, Command, Decided, Trial};
use crate::error::Error;
use crate::store::stored::Stored;
use crate::store::trials;

/// What is to be done to a trial as it was read.
#[derive(Debug, Clone)]
pub struct Plan {
    pub before: Stored<Trial>,
    /// In their order, each with who takes it.
    pub steps: Vec<(Actor, Command)>,
    /// What rules said on the way.
    pub heard: Heard,
}

/// The trial the caller may see, and whose etag is still the one the caller read.
pub async fn open(
    api: &AgricultureApi,
    caller: &Caller,
    (name, seen): (&str, &str),
) -> Result<Stored<Trial>, Error> {
    let id = TRIALS.parse(name)?;
    let found = api.database.read(caller, async |connection| {
        trials::find(connection, id).await
    });
    let found = found.await?.ok_or_else(|| TRIALS.not_found(id))?;
    etag::check(seen, found.body.version)?;
    Ok(found)
}

/// What the domain is told beside the command.
pub fn circumstances<'a>(api: &'a AgricultureApi, actor: &'a Actor) -> Circumstances<'a> {
    Circumstances {
        actor,
        today: api.clock.today(),
        terms: &api.parameters.trial,
    }
}

/// Lets the domain decide.
pub fn decide(
    api: &AgricultureApi,
    trial: &Trial,
    (actor, command): (&Actor, Command),
) -> Result<Decided, Error> {
    Ok(trial::decide(trial, command, &circumstances(api, actor))?)
}

/// A step that needs nothing but its command.
pub async fn take(
    api: AgricultureApi,
    caller: Caller,
    at: (&str, &str),
    key: RequestKey,
    command: Command,
) -> Result<v1::Trial, Error> {
    let before = open(&api, &caller, at).await?;
    let plan = Plan {
        before,
        steps: vec![(acting::actor(&caller), command)],
        heard: Heard::default(),
    };
    carry_out(api, caller, key, plan).await
}

/// Carries a plan out in one write, and replies.
pub async fn carry_out(
    api: AgricultureApi,
    caller: Caller,
    key: RequestKey,
    plan: Plan,
) -> Result<v1::Trial, Error> {
    let given = Arc::new((api.clone(), caller.clone(), plan));
    api.database
        .write(&caller, &key, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let (api, caller, plan) = &*given;
                let after = take_all(write, api, plan).await?;
                Ok(convert::trial::answer(&after, caller))
            })
        })
        .await
}

/// Takes the steps of a plan, unless somebody moved the trial since it was read.
pub async fn take_all(
    write: &mut Write,
    api: &AgricultureApi,
    plan: &Plan,
) -> Result<Stored<Trial>, Error> {
    let id = plan.before.body.id;
    let held = trials::lock(write, id).await?;
    let mut current = held.ok_or_else(|| TRIALS.not_found(id))?;
    if current.body.version != plan.before.body.version {
        return Err(etag::stale().into());
    }
    for (actor, command) in &plan.steps {
        let decided = decide(api, &current.body, (actor, command.clone()))?;
        let mut body = decided.trial;
        plan.heard.pin(&mut body.pins);
        let after = trials::save(write, &current, body, decided.event.name()).await?;
        convert::event::trial::publish(write, &after, decided.from, &decided.event);
        current = after;
    }
    plan.heard.store(write);
    Ok(current)
}
