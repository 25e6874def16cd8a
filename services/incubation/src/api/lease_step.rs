//! A step of a lease: hold it, compare the etag, let the domain decide, save, publish.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_database::{RequestKey, Write};
use kezhuan_protocol::incubation::v1;
use kezhuan_rpc::etag;
use uuid::Uuid;

use super::names::LEASES;
use super::{IncubationApi, acting, convert};
use crate::domain::lease::{self, Circumstances, Command, Decided, Lease};
use crate::domain::tenancy::State;
use crate::error::Error;
use crate::store::stored::Stored;
use crate::store::{leases, tenancies};

/// What somebody wants done to a lease.
#[derive(Debug, Clone)]
pub enum Wanted {
    Sign,
    Terminate { reason: String },
}

/// The lease, as the caller may see it.
pub async fn find(api: &IncubationApi, caller: &Caller, id: Uuid) -> Result<Stored<Lease>, Error> {
    let read = api.database.read(caller, async |connection| {
        leases::find(connection, id).await
    });
    Ok(read.await?.ok_or_else(|| LEASES.not_found(id))?)
}

/// Takes one step as the caller.
pub async fn take(
    (api, caller): (IncubationApi, Caller),
    (name, seen): (&str, &str),
    key: RequestKey,
    wanted: Wanted,
) -> Result<v1::Lease, Error> {
    let id = LEASES.parse(name)?;
    let given = Arc::new((api.clone(), caller.clone(), seen.to_owned(), wanted));
    api.database
        .write(&caller, &key, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let (api, caller, seen, wanted) = &*given;
                let held = leases::lock(write, id).await?;
                let before = held.ok_or_else(|| LEASES.not_found(id))?;
                etag::check(seen, before.body.version)?;
                let command = command(write, &before.body, wanted).await?;
                let actor = acting::actor(caller);
                let today = api.clock.today();
                let at = Circumstances {
                    actor: &actor,
                    today,
                };
                let decided = lease::decide(&before.body, command, &at)?;
                let after = record(write, &before, decided).await?;
                Ok(convert::lease::message(&after, caller))
            })
        })
        .await
}

async fn command(write: &mut Write, lease: &Lease, wanted: &Wanted) -> Result<Command, Error> {
    match wanted {
        Wanted::Sign => {
            let tenancy = tenancies::find(write, lease.tenancy).await?;
            let is_incubating =
                tenancy.is_some_and(|tenancy| tenancy.body.state == State::Incubating);
            let standing = leases::standing(write, lease.id, is_incubating).await?;
            Ok(Command::Sign(standing))
        }
        Wanted::Terminate { reason } => Ok(Command::Terminate {
            reason: reason.clone(),
        }),
    }
}

/// Saves and publishes one decided step of a lease.
pub async fn record(
    write: &mut Write,
    before: &Stored<Lease>,
    decided: Decided,
) -> Result<Stored<Lease>, Error> {
    let Decided { lease, from, event } = decided;
    let after = leases::save(write, before, lease, event.name()).await?;
    convert::event::lease::publish(write, &after, from, &event);
    Ok(after)
}
