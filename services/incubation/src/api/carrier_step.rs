//! A step of a carrier: hold it, compare the etag, let the domain decide, save, publish. Plain RPCs are this and a command.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_database::{RequestKey, Write};
use kezhuan_protocol::incubation::v1;
use kezhuan_rpc::etag;
use uuid::Uuid;

use super::names::CARRIERS;
use super::{IncubationApi, acting, convert};
use crate::domain::actor::Actor;
use crate::domain::carrier::{self, Carrier, Circumstances, Command, Decided, Event};
use crate::error::Error;
use crate::store::stored::Stored;
use crate::store::{carriers, notices};

/// Who may come to the carrier at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entrance {
    /// Who sees it: its parties and the authorities.
    Readers,
    /// Everybody, while its public notice stands.
    Public,
}

/// The carrier, held until the write ends.
pub async fn hold(
    write: &mut Write,
    id: Uuid,
    entrance: Entrance,
) -> Result<Stored<Carrier>, Error> {
    let carrier = match entrance {
        Entrance::Readers => carriers::lock(write, id).await?,
        Entrance::Public => {
            // It holds a published row for whoever reads it and writes nothing in it.
            notices::admit_objector(write, id).await?;
            carriers::find(write, id).await?
        }
    };
    Ok(carrier.ok_or_else(|| CARRIERS.not_found(id))?)
}

/// As the domain asks it.
pub fn circumstances<'a>(api: &'a IncubationApi, actor: &'a Actor) -> Circumstances<'a> {
    Circumstances {
        actor,
        today: api.clock.today(),
        calendar: api.calendar,
        terms: &api.parameters.carrier,
    }
}

/// Lets the domain decide.
pub fn decide(
    api: &IncubationApi,
    carrier: &Carrier,
    actor: &Actor,
    command: Command,
) -> Result<Decided, Error> {
    Ok(carrier::decide(
        carrier,
        command,
        &circumstances(api, actor),
    )?)
}

/// Takes `command` on a carrier that people come to by `entrance`; one that asks no rule.
pub async fn take(
    entrance: Entrance,
    (api, caller): (IncubationApi, Caller),
    (name, seen): (&str, &str),
    key: RequestKey,
    command: Command,
) -> Result<v1::Carrier, Error> {
    let id = CARRIERS.parse(name)?;
    let given = Arc::new((api.clone(), caller.clone(), seen.to_owned(), command));
    api.database
        .write(&caller, &key, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let (api, caller, seen, command) = &*given;
                let before = hold(write, id, entrance).await?;
                etag::check(seen, before.body.version)?;
                let actor = acting::actor(caller);
                let decided = decide(api, &before.body, &actor, command.clone())?;
                let after = record(write, &before, decided).await?;
                Ok(convert::carrier::message(&after, caller, None))
            })
        })
        .await
}

/// Saves and publishes one decided step of a carrier that is held.
pub async fn record(
    write: &mut Write,
    before: &Stored<Carrier>,
    decided: Decided,
) -> Result<Stored<Carrier>, Error> {
    let Decided {
        carrier,
        from,
        event,
    } = decided;
    let after = match event {
        Event::CarrierSuspended => carriers::suspend(write, before, carrier, event.name()).await?,
        _ => carriers::save(write, before, carrier, event.name()).await?,
    };
    admit(write, &after, &event).await?;
    convert::event::carrier::publish(write, &after, from, &event);
    Ok(after)
}

/// Lets those into the carrier whom the step gave a part in it.
async fn admit(write: &mut Write, after: &Stored<Carrier>, event: &Event) -> Result<(), Error> {
    if *event == Event::CarrierUpdated {
        carriers::admit_leader(write, after).await?;
    }
    if let (Event::CarrierReviewersAssigned { .. }, Some(panel)) = (event, &after.body.review) {
        let seats = panel.sitting();
        let organisations = seats.map(|seat| seat.expert.organisation.as_str());
        let organisations: Vec<&str> = organisations.collect();
        carriers::admit_experts(write, after, &organisations).await?;
    }
    Ok(())
}
