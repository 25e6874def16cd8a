//! A step of an event: its places are held first, then the event; the domain decides, both are saved, and who waits has what
//! became free.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_database::{RequestKey, Write};
use kezhuan_protocol::events::v1;
use kezhuan_rpc::etag;
use uuid::Uuid;

use super::names::EVENTS;
use super::{EventsApi, acting, convert, registering, registration_step};
use crate::domain::actor::Actor;
use crate::domain::event::{self, Circumstances, Command, Event, Happened, State};
use crate::domain::registration::Places;
use crate::error::Error;
use crate::store::check_ins::{self, Attendance};
use crate::store::stored::Stored;
use crate::store::{events, places, registrations};

/// The event the caller may see, and whose etag is still the one the caller read.
pub async fn open(
    api: &EventsApi,
    caller: &Caller,
    (name, seen): (&str, &str),
) -> Result<Stored<Event>, Error> {
    let id = EVENTS.parse(name)?;
    let found = api.database.read(caller, async |connection| {
        events::find(connection, id).await
    });
    let found = found.await?.ok_or_else(|| EVENTS.not_found(id))?;
    etag::check(seen, found.body.version)?;
    Ok(found)
}

/// Takes `command` on the event, and replies.
pub async fn take(
    api: EventsApi,
    caller: Caller,
    (name, seen): (&str, &str),
    key: RequestKey,
    command: Command,
) -> Result<v1::Event, Error> {
    let opened = open(&api, &caller, (name, seen)).await?;
    let actor = acting::actor(&caller);
    // What is refused is refused before anybody waits for the event.
    decided(&api, &opened.body, (&actor, command.clone()))?;
    let id = opened.body.id;
    let scope = registering::scope(id, &opened.tenant);
    let given = Arc::new((api.clone(), caller.clone(), seen.to_owned(), command));
    api.database
        .write_for(&scope, &caller, &key, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let (api, caller, seen, command) = &*given;
                let step = (acting::actor(caller), command.clone());
                let (after, places) = carry_out(write, api, (id, seen), step).await?;
                let message =
                    convert::event_message::message(&after, &api.parameters.event, caller);
                Ok(convert::event_message::with_places(
                    message,
                    places.as_ref(),
                ))
            })
        })
        .await
}

fn decided(
    api: &EventsApi,
    event: &Event,
    (actor, command): (&Actor, Command),
) -> Result<event::Decided, Error> {
    let at = Circumstances {
        actor,
        today: api.clock.today(),
        terms: &api.parameters.event,
    };
    Ok(event::decide(event, command, &at)?)
}

async fn carry_out(
    write: &mut Write,
    api: &EventsApi,
    (id, seen): (Uuid, &str),
    (actor, command): (Actor, Command),
) -> Result<(Stored<Event>, Option<Places>), Error> {
    let held = places::lock(write, id).await?;
    let before = events::lock(write, id).await?;
    let before = before.ok_or_else(|| EVENTS.not_found(id))?;
    etag::check(seen, before.body.version)?;
    let decided = decided(api, &before.body, (&actor, command))?;
    save(write, (&before, held), decided).await
}

/// Saves a decided step with the event's places, and publishes it. The places, and then the event, are held by whoever saves.
pub async fn save(
    write: &mut Write,
    (before, held): (&Stored<Event>, Option<Places>),
    decided: event::Decided,
) -> Result<(Stored<Event>, Option<Places>), Error> {
    let (from, happened) = (decided.from, decided.happened);
    let came = came(write, before.body.id, &happened).await?;
    let after = events::save(write, before, decided.event, happened.name()).await?;
    convert::event::of_event::publish(write, &after, from, &happened, came);
    if after.body.state == State::Archived {
        registrations::forget_names(write, after.body.id).await?;
    }
    let places = match held {
        Some(mut places) => {
            places.follow(&after.body);
            let roles: Vec<_> = places.roles.iter().map(|one| one.role).collect();
            for role in roles {
                registration_step::promote_all(write, &mut places, role).await?;
            }
            places::save(write, &places).await?;
            Some(places)
        }
        None if after.body.approval.is_some() => {
            let places = Places::of(&after.body);
            places::insert(write, &after.tenant, &places).await?;
            Some(places)
        }
        None => None,
    };
    Ok((after, places))
}

/// Who came, once that is settled.
async fn came(write: &mut Write, event: Uuid, happened: &Happened) -> Result<Attendance, Error> {
    match happened {
        Happened::EventFollowUpStarted { .. } => check_ins::attendance(write, event).await,
        Happened::EventApproved
        | Happened::EventPermitRecorded
        | Happened::EventRegistrationOpened
        | Happened::EventRegistrationClosed
        | Happened::EventQuotaChanged { .. }
        | Happened::EventStarted
        | Happened::EventFinished
        | Happened::EventArchived
        | Happened::EventCancelled { .. } => Ok(Attendance::default()),
    }
}
