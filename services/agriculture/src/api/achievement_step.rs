//! A step of an achievement: hold it, compare the etag, let the domain decide, save, publish.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_database::{RequestKey, Write};
use kezhuan_protocol::agriculture::v1;
use kezhuan_rpc::etag;
use uuid::Uuid;

use super::names::ACHIEVEMENTS;
use super::{AgricultureApi, acting, convert};
use crate::domain::achievement::{self, Achievement, Circumstances, Command};
use crate::error::Error;
use crate::store::achievements;
use crate::store::stored::Stored;

/// Takes `command` on the achievement.
pub async fn take(
    api: AgricultureApi,
    caller: Caller,
    (name, seen): (&str, &str),
    key: RequestKey,
    command: Command,
) -> Result<v1::Achievement, Error> {
    let id = ACHIEVEMENTS.parse(name)?;
    let given = Arc::new((api.clone(), caller.clone(), seen.to_owned(), command));
    api.database
        .write(&caller, &key, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let (api, caller, seen, command) = &*given;
                let after = step(write, (api, caller), (id, seen), command.clone()).await?;
                Ok(convert::achievement::answer(&after, caller))
            })
        })
        .await
}

async fn step(
    write: &mut Write,
    (api, caller): (&AgricultureApi, &Caller),
    (id, seen): (Uuid, &str),
    command: Command,
) -> Result<Stored<Achievement>, Error> {
    let held = achievements::lock(write, id).await?;
    let before = held.ok_or_else(|| ACHIEVEMENTS.not_found(id))?;
    etag::check(seen, before.body.version)?;
    let actor = acting::actor(caller);
    let at = Circumstances {
        actor: &actor,
        today: api.clock.today(),
    };
    let decided = achievement::decide(&before.body, command, &at)?;
    let (from, event) = (decided.from, decided.event);
    let after = achievements::save(write, &before, decided.achievement, event.name()).await?;
    convert::event::achievement::publish(write, &after, from, &event);
    Ok(after)
}
