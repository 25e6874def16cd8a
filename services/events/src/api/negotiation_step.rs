//! Steps of a negotiation: hold it, compare the etag, let the domain decide, save, publish.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_database::{RequestKey, Write};
use kezhuan_protocol::events::v1;
use kezhuan_rpc::etag;
use uuid::Uuid;

use super::names::NEGOTIATIONS;
use super::{EventsApi, acting, convert, hanging};
use crate::domain::actor::Actor;
use crate::domain::negotiation::{self, Circumstances, Command};
use crate::error::Error;
use crate::store::negotiations;

/// In their order, each with who takes it.
pub type Steps = Vec<(Actor, Command)>;

/// Takes `command` on the negotiation.
pub async fn take(
    api: EventsApi,
    caller: Caller,
    (name, seen): (&str, &str),
    key: RequestKey,
    command: Command,
) -> Result<v1::Negotiation, Error> {
    let id = NEGOTIATIONS.parse(name)?;
    let steps = vec![(acting::actor(&caller), command)];
    carry_out(api, caller, (id, seen), key, steps).await
}

/// Takes every step in one write.
pub async fn carry_out(
    api: EventsApi,
    caller: Caller,
    (id, seen): (Uuid, &str),
    key: RequestKey,
    steps: Steps,
) -> Result<v1::Negotiation, Error> {
    let given = Arc::new((api.clone(), seen.to_owned(), steps));
    api.database
        .write(&caller, &key, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let (api, seen, steps) = &*given;
                walk(write, api, (id, seen), steps).await
            })
        })
        .await
}

async fn walk(
    write: &mut Write,
    api: &EventsApi,
    (id, seen): (Uuid, &str),
    steps: &Steps,
) -> Result<v1::Negotiation, Error> {
    let terms = &api.parameters.negotiation;
    let held = negotiations::lock(write, id).await?;
    let mut current = held.ok_or_else(|| NEGOTIATIONS.not_found(id))?;
    etag::check(seen, current.body.version)?;
    let event = hanging::of(write, current.body.event).await?;
    for (actor, command) in steps {
        let at = Circumstances {
            actor,
            today: api.clock.today(),
            terms,
            is_cancelled: event.is_cancelled(),
        };
        let decided = negotiation::decide(&current.body, command.clone(), &at)?;
        let (from, happened) = (decided.from, decided.event);
        let saved = (decided.negotiation, happened.name());
        current = negotiations::save(write, terms, &current, saved).await?;
        convert::event::negotiation::publish(write, &current, from, &happened);
    }
    Ok(convert::negotiation::message(&current, terms))
}
