//! A step of an extension: hold it, compare the etag, let the domain decide, save, publish. Plain RPCs are this and a command.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_database::{RequestKey, Write};
use kezhuan_protocol::agriculture::v1;
use kezhuan_rpc::etag;
use uuid::Uuid;

use super::names::{EXTENSIONS, VARIETIES};
use super::{AgricultureApi, acting, convert};
use crate::domain::actor::Actor;
use crate::domain::extension::{self, Circumstances, Command, Decided, Event, Extension};
use crate::domain::variety::Variety;
use crate::error::Error;
use crate::store::stored::Stored;
use crate::store::{extension_plots, extensions, varieties};

/// What the domain is told beside the command.
pub fn circumstances<'a>(api: &'a AgricultureApi, actor: &'a Actor) -> Circumstances<'a> {
    Circumstances {
        actor,
        today: api.clock.today(),
        terms: &api.parameters.extension,
        listed: &api.parameters.variety,
    }
}

/// Takes `command` on the extension.
pub async fn take(
    api: AgricultureApi,
    caller: Caller,
    (name, seen): (&str, &str),
    key: RequestKey,
    command: Command,
) -> Result<v1::Extension, Error> {
    let id = EXTENSIONS.parse(name)?;
    let given = Arc::new((api.clone(), caller.clone(), seen.to_owned(), command));
    api.database
        .write(&caller, &key, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let (api, caller, seen, command) = &*given;
                let before = hold(write, (id, seen)).await?;
                let decided = decide(api, caller, &before.body, command.clone())?;
                let after = keep(write, &before, decided).await?;
                Ok(convert::extension::answer(&after, caller))
            })
        })
        .await
}

/// The extension, held, whose etag is still the one the caller read.
pub async fn hold(write: &mut Write, (id, seen): (Uuid, &str)) -> Result<Stored<Extension>, Error> {
    let held = extensions::lock(write, id).await?;
    let before = held.ok_or_else(|| EXTENSIONS.not_found(id))?;
    etag::check(seen, before.body.version)?;
    Ok(before)
}

/// Lets the domain decide.
pub fn decide(
    api: &AgricultureApi,
    caller: &Caller,
    extension: &Extension,
    command: Command,
) -> Result<Decided, Error> {
    let actor = acting::actor(caller);
    let at = circumstances(api, &actor);
    Ok(extension::decide(extension, command, &at)?)
}

/// Saves and publishes what was decided; what is withdrawn lets its plots go.
pub async fn keep(
    write: &mut Write,
    before: &Stored<Extension>,
    decided: Decided,
) -> Result<Stored<Extension>, Error> {
    let (from, event) = (decided.from, decided.event);
    if event == Event::ExtensionWithdrawn {
        extension_plots::release(write, before.body.id).await?;
    }
    let after = extensions::save(write, before, decided.extension, event.name()).await?;
    convert::event::extension::publish(write, &after, from, &event);
    Ok(after)
}

/// What is extended. Its papers may be another's to see; whether it may be promoted is everybody's.
pub async fn variety(api: &AgricultureApi, tenant: &str, id: Uuid) -> Result<Variety, Error> {
    let service = Caller::service(crate::NAME, tenant);
    let read = api.database.read(&service, async |connection| {
        varieties::find(connection, id).await
    });
    let found = read.await?.ok_or_else(|| VARIETIES.not_found(id))?;
    Ok(found.body)
}
