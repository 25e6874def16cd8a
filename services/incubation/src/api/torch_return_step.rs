//! A step of a yearly return: hold it, compare the etag, let the domain decide, save, publish. Plain RPCs are this and a
//! command.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_database::{RequestKey, Write};
use kezhuan_protocol::incubation::v1;
use kezhuan_rpc::etag;
use uuid::Uuid;

use super::names::RETURNS;
use super::{IncubationApi, acting, convert};
use crate::domain::torch_return::{self, Circumstances, Command, Decided, Figures, TorchReturn};
use crate::error::Error;
use crate::store::stored::Stored;
use crate::store::torch_returns;

/// Everything a step needs.
struct Given {
    api: IncubationApi,
    caller: Caller,
    seen: String,
    last_year: Option<Figures>,
    command: Command,
}

/// The return, as the caller may see it.
pub async fn find(
    api: &IncubationApi,
    caller: &Caller,
    id: Uuid,
) -> Result<Stored<TorchReturn>, Error> {
    let read = api.database.read(caller, async |connection| {
        torch_returns::find(connection, id).await
    });
    Ok(read.await?.ok_or_else(|| RETURNS.not_found(id))?)
}

/// What the year before came to: who runs the carrier now may not have run it then.
pub async fn last_year(
    api: &IncubationApi,
    of: &Stored<TorchReturn>,
) -> Result<Option<Figures>, Error> {
    let service = Caller::service(crate::NAME, &of.tenant);
    let read = api.database.read(&service, async |connection| {
        torch_returns::figures_before(connection, of.body.carrier, of.body.year).await
    });
    read.await
}

/// Takes `command` on a return.
pub async fn take(
    (api, caller): (IncubationApi, Caller),
    (name, seen): (&str, &str),
    key: RequestKey,
    command: Command,
) -> Result<v1::TorchReturn, Error> {
    let id = RETURNS.parse(name)?;
    let found = find(&api, &caller, id).await?;
    let given = Arc::new(Given {
        last_year: last_year(&api, &found).await?,
        seen: seen.to_owned(),
        api: api.clone(),
        caller: caller.clone(),
        command,
    });
    api.database
        .write(&caller, &key, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let found = torch_returns::lock(write, id).await?;
                let before = found.ok_or_else(|| RETURNS.not_found(id))?;
                given.step(write, &before).await
            })
        })
        .await
}

impl Given {
    async fn step(
        &self,
        write: &mut Write,
        before: &Stored<TorchReturn>,
    ) -> Result<v1::TorchReturn, Error> {
        etag::check(&self.seen, before.body.version)?;
        let actor = acting::actor(&self.caller);
        let today = self.api.clock.today();
        let at = Circumstances {
            actor: &actor,
            today,
            last_year: self.last_year.as_ref(),
            terms: &self.api.parameters.torch_return,
        };
        let decided = torch_return::decide(&before.body, self.command.clone(), &at)?;
        let after = record(write, before, decided).await?;
        let last_year = self.last_year.as_ref();
        Ok(convert::torch_return::message(
            &after,
            (last_year, today),
            &self.caller,
        ))
    }
}

/// Saves and publishes one decided step of a return that is held.
pub async fn record(
    write: &mut Write,
    before: &Stored<TorchReturn>,
    decided: Decided,
) -> Result<Stored<TorchReturn>, Error> {
    let Decided {
        torch_return,
        from,
        event,
    } = decided;
    let after = torch_returns::save(write, before, torch_return, event.name()).await?;
    convert::event::torch_return::publish(write, &after, from, &event);
    Ok(after)
}
