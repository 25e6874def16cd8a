//! A step of a demonstration: hold it, compare the etag, let the domain decide, save, publish. Plain RPCs are this and a
//! command.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_database::{RequestKey, Write};
use kezhuan_protocol::agriculture::v1;
use kezhuan_rpc::etag;
use uuid::Uuid;

use super::names::DEMONSTRATIONS;
use super::{AgricultureApi, acting, convert};
use crate::domain::actor::Actor;
use crate::domain::demonstration::{self, Circumstances, Command, Demonstration};
use crate::error::Error;
use crate::store::demonstrations;
use crate::store::stored::Stored;

/// What the domain is told beside the command.
pub fn circumstances<'a>(api: &'a AgricultureApi, actor: &'a Actor) -> Circumstances<'a> {
    Circumstances {
        actor,
        today: api.clock.today(),
        terms: &api.parameters.demonstration,
        site: &api.parameters.site,
        listed: &api.parameters.variety,
    }
}

/// Takes `command` on the demonstration.
pub async fn take(
    api: AgricultureApi,
    caller: Caller,
    (name, seen): (&str, &str),
    key: RequestKey,
    command: Command,
) -> Result<v1::Demonstration, Error> {
    let id = DEMONSTRATIONS.parse(name)?;
    let given = Arc::new((api.clone(), caller.clone(), seen.to_owned(), command));
    api.database
        .write(&caller, &key, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let (api, caller, seen, command) = &*given;
                let after = step(write, (api, caller), (id, seen), command.clone()).await?;
                Ok(convert::demonstration::answer(&after, caller))
            })
        })
        .await
}

async fn step(
    write: &mut Write,
    (api, caller): (&AgricultureApi, &Caller),
    (id, seen): (Uuid, &str),
    command: Command,
) -> Result<Stored<Demonstration>, Error> {
    let held = demonstrations::lock(write, id).await?;
    let before = held.ok_or_else(|| DEMONSTRATIONS.not_found(id))?;
    etag::check(seen, before.body.version)?;
    let actor = acting::actor(caller);
    let decided = demonstration::decide(&before.body, command, &circumstances(api, &actor))?;
    let (from, event) = (decided.from, decided.event);
    let after = demonstrations::save(write, &before, decided.demonstration, event.name()).await?;
    convert::event::demonstration::publish(write, &after, from, &event);
    Ok(after)
}
