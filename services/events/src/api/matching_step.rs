//! A step of a matching run: hold it, compare the etag, let the domain decide, save, publish.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_database::{RequestKey, Write};
use kezhuan_protocol::events::v1;
use kezhuan_rpc::etag;

use super::names::MATCHINGS;
use super::{EventsApi, acting, convert, hanging};
use crate::domain::matching::{Command, Matching, Step, decide};
use crate::error::Error;
use crate::store::matchings;
use crate::store::stored::Stored;

/// Takes `command` on the run.
pub async fn take(
    api: EventsApi,
    caller: Caller,
    (name, seen): (&str, &str),
    key: RequestKey,
    command: Command,
) -> Result<v1::Matching, Error> {
    let id = MATCHINGS.parse(name)?;
    let today = api.clock.today();
    let given = Arc::new((caller.clone(), seen.to_owned(), command));
    api.database
        .write(&caller, &key, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let (caller, seen, command) = &*given;
                let before = matchings::lock(write, id).await?;
                let before = before.ok_or_else(|| MATCHINGS.not_found(id))?;
                etag::check(seen, before.body.version)?;
                let event = hanging::of(write, before.body.event).await?;
                let at = (&acting::actor(caller), today);
                let decided = decide(&before.body, command.clone(), &event, at)?;
                let after = save(write, &before, decided).await?;
                Ok(convert::matching::message(&after, caller))
            })
        })
        .await
}

/// The service asks for itself, once another rule may answer: a run moves from the version that was listed, or not at all.
pub async fn ask_again_for_itself(api: &EventsApi, waiting: Stored<Matching>) -> Result<(), Error> {
    let caller = Caller::service(crate::NAME, &waiting.tenant);
    let today = api.clock.today();
    let given = Arc::new(waiting);
    let written = api.database.write_as(&caller, move |write| {
        let waiting = given.clone();
        Box::pin(async move {
            let event = hanging::of(write, waiting.body.event).await?;
            let actor = acting::service(&waiting.tenant);
            let decided = decide(&waiting.body, Command::AskAgain, &event, (&actor, today))?;
            save(write, &waiting, decided).await?;
            Ok::<_, Error>(())
        })
    });
    written.await
}

/// Saves a decided step, and publishes it.
pub async fn save(
    write: &mut Write,
    before: &Stored<Matching>,
    (after, step): (Matching, Step),
) -> Result<Stored<Matching>, Error> {
    let name = convert::event::matching::name(step);
    let after = matchings::save(write, before, after, name).await?;
    convert::event::matching::publish(write, &after, step);
    Ok(after)
}
