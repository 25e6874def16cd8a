//! A step of a variety: hold it, compare the etag, let the domain decide, save, publish. Plain RPCs are this and a command.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_database::{RequestKey, Write};
use kezhuan_protocol::agriculture::v1;
use kezhuan_rpc::etag;
use sqlx::PgConnection;
use uuid::Uuid;

use super::names::VARIETIES;
use super::{AgricultureApi, acting, convert};
use crate::domain::variety::{self, Circumstances, Command, Variety};
use crate::error::Error;
use crate::store::stored::Stored;
use crate::store::varieties;

/// Takes `command` on the variety.
pub async fn take(
    api: AgricultureApi,
    caller: Caller,
    (name, seen): (&str, &str),
    key: RequestKey,
    command: Command,
) -> Result<v1::Variety, Error> {
    let id = VARIETIES.parse(name)?;
    let given = Arc::new((api.clone(), caller.clone(), seen.to_owned(), command));
    api.database
        .write(&caller, &key, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let (api, caller, seen, command) = &*given;
                let after = step(write, (api, caller), (id, seen), command.clone()).await?;
                Ok(convert::variety::answer(&after))
            })
        })
        .await
}

async fn step(
    write: &mut Write,
    (api, caller): (&AgricultureApi, &Caller),
    (id, seen): (Uuid, &str),
    command: Command,
) -> Result<Stored<Variety>, Error> {
    let held = varieties::lock(write, id).await?;
    let before = held.ok_or_else(|| VARIETIES.not_found(id))?;
    etag::check(seen, before.body.version)?;
    let actor = acting::actor(caller);
    let circumstances = Circumstances {
        actor: &actor,
        today: api.clock.today(),
    };
    let decided = variety::decide(&before.body, command, &circumstances)?;
    let (from, event) = (decided.from, decided.event);
    let after = varieties::save(write, &before, decided.variety, event.name()).await?;
    convert::event::variety::publish(write, &after, from, &event);
    Ok(after)
}

/// The variety that the field `path` names, which the caller may see.
pub async fn named(
    connection: &mut PgConnection,
    (path, name): (&str, &str),
) -> Result<Stored<Variety>, Error> {
    let id = VARIETIES.parse_field(path, name)?;
    let found = varieties::find(connection, id).await?;
    Ok(found.ok_or_else(|| VARIETIES.not_found(id))?)
}
