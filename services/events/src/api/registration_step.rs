//! A step of a registration: the event's places are held first, then the registration; the domain decides, both are saved, and
//! whoever is next has what became free, all in one write.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_cases::Heard;
use kezhuan_database::{RequestKey, Write};
use kezhuan_protocol::events::v1;
use kezhuan_rpc::etag;
use uuid::Uuid;

use super::names::REGISTRATIONS;
use super::{EventsApi, acting, convert, registering};
use crate::domain::actor::Actor;
use crate::domain::event::PersonRole;
use crate::domain::registration::{
    self, Answer, Circumstances, Command, Decided, Places, Registration,
};
use crate::error::Error;
use crate::store::stored::Stored;
use crate::store::{places, registrations};

/// What is to be done to a registration as it was read.
#[derive(Debug, Clone)]
pub struct Plan {
    pub before: Stored<Registration>,
    pub actor: Actor,
    pub command: Command,
    /// What the rule said, where it was asked again.
    pub answer: Option<Answer>,
    /// What rules said on the way.
    pub heard: Heard,
}

/// The registration the caller may see, and whose etag is still the one the caller read.
pub async fn open(
    api: &EventsApi,
    caller: &Caller,
    (name, seen): (&str, &str),
) -> Result<Stored<Registration>, Error> {
    let id = REGISTRATIONS.parse(name)?;
    let found = api.database.read(caller, async |connection| {
        registrations::find(connection, id).await
    });
    let found = found.await?.ok_or_else(|| REGISTRATIONS.not_found(id))?;
    etag::check(seen, found.body.version)?;
    Ok(found)
}

/// A step that needs nothing but its command.
pub async fn plain(
    api: EventsApi,
    caller: Caller,
    at: (&str, &str),
    key: RequestKey,
    command: Command,
) -> Result<v1::Registration, Error> {
    let plan = Plan {
        before: open(&api, &caller, at).await?,
        actor: acting::actor(&caller),
        command,
        answer: None,
        heard: Heard::default(),
    };
    carry_out(api, caller, key, plan).await
}

/// Carries a plan out in one write, and replies.
pub async fn carry_out(
    api: EventsApi,
    caller: Caller,
    key: RequestKey,
    plan: Plan,
) -> Result<v1::Registration, Error> {
    let scope = registering::scope(plan.before.body.event, &plan.before.tenant);
    let given = Arc::new((api.clone(), caller.clone(), plan));
    api.database
        .write_for(&scope, &caller, &key, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let (api, caller, plan) = &*given;
                let after = take(write, api, plan).await?;
                Ok(convert::registration::message(&after, caller))
            })
        })
        .await
}

/// Takes the steps of a plan, unless somebody moved the registration since it was read.
pub async fn take(
    write: &mut Write,
    api: &EventsApi,
    plan: &Plan,
) -> Result<Stored<Registration>, Error> {
    let (id, event) = (plan.before.body.id, plan.before.body.event);
    let mut places = held(write, event).await?;
    let before = registrations::lock(write, id).await?;
    let before = before.ok_or_else(|| REGISTRATIONS.not_found(id))?;
    if before.body.version != plan.before.body.version {
        return Err(etag::stale().into());
    }
    let at = Circumstances {
        actor: &plan.actor,
        today: api.clock.today(),
        tenant: &before.tenant,
    };
    let decided = registration::decide(&before.body, plan.command.clone(), &mut places, &at)?;
    let mut after = save(write, &before, decided).await?;
    if let Some(answer) = &plan.answer {
        let mut settled = registration::settled(&after.body, answer, &mut places)?;
        plan.heard.pin(&mut settled.registration.pins);
        after = save(write, &after, settled).await?;
    }
    promote_all(write, &mut places, after.body.role).await?;
    places::save(write, &places).await?;
    plan.heard.store(write);
    Ok(after)
}

/// The places of an event, held until the transaction ends.
pub async fn held(write: &mut Write, event: Uuid) -> Result<Places, Error> {
    let held = places::lock(write, event).await?;
    Ok(held.ok_or_else(|| super::names::EVENTS.not_found(event))?)
}

/// Saves a decided step, and publishes it.
pub async fn save(
    write: &mut Write,
    before: &Stored<Registration>,
    decided: Decided,
) -> Result<Stored<Registration>, Error> {
    let after = registrations::save(write, before, &decided).await?;
    convert::event::registration::publish(write, &after, decided.from, &decided.happened);
    Ok(after)
}

/// Gives every free place of a role to whoever is next, one after another, until none is free or nobody waits for it. The places
/// are the caller's to save.
pub async fn promote_all(
    write: &mut Write,
    places: &mut Places,
    role: PersonRole,
) -> Result<(), Error> {
    while let Some(among) = places.wants(role) {
        let first = registrations::first_waiting(write, places.event, &among).await?;
        let Some(first) = first else { break };
        let promoted = registration::promote(&first.body, &among, places)?;
        save(write, &first, promoted).await?;
    }
    Ok(())
}
