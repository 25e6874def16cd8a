//! A step of a right: load, compare the etag, let the domain decide, look at the loans it secures where somebody is told of
//! it, save. Plain RPCs are this and a command.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_law::Fen;
use kezhuan_protocol::financing::v1;
use kezhuan_rpc::etag;

use super::convert::asset::Viewer;
use super::names::ASSETS;
use super::{FinancingApi, acting, convert};
use crate::domain::asset::{self, Command, Decided, IpAsset};
use crate::error::Error;
use crate::security::{self, Lookout, Security};
use crate::store::stored::Stored;
use crate::store::{assets, bank_instructions};

/// A decided step with all that is written with it.
struct Change {
    api: FinancingApi,
    caller: Caller,
    key: RequestKey,
    before: Stored<IpAsset>,
    decided: Decided,
    secured: Vec<Security>,
}

/// Loads a right the caller may see.
async fn open(api: &FinancingApi, caller: &Caller, name: &str) -> Result<Stored<IpAsset>, Error> {
    let id = ASSETS.parse(name)?;
    let found = api.database.read(caller, async |connection| {
        assets::find(connection, id).await
    });
    Ok(found.await?.ok_or_else(|| ASSETS.not_found(id))?)
}

/// Takes `command` on the right.
pub async fn take(
    api: FinancingApi,
    caller: Caller,
    (name, seen): (&str, &str),
    key: RequestKey,
    command: Command,
) -> Result<v1::Asset, Error> {
    let before = open(&api, &caller, name).await?;
    etag::check(seen, before.body.version)?;
    let actor = acting::actor(&caller);
    let circumstances = asset::Circumstances {
        actor: &actor,
        today: api.clock.today(),
        calendar: api.calendar,
        terms: &api.parameters.asset,
    };
    let decided = asset::decide(&before.body, command, &circumstances)?;
    // Asked before the row is held.
    let secured = match &decided.alert {
        Some(_) => api.lookout().secured_by(&decided.asset).await?,
        None => Vec::new(),
    };
    let change = Arc::new(Change {
        api: api.clone(),
        caller: caller.clone(),
        key: key.clone(),
        before,
        decided,
        secured,
    });
    api.database
        .write(&caller, &key, move |write| {
            let change = change.clone();
            Box::pin(async move {
                let Change {
                    api,
                    before,
                    decided,
                    ..
                } = &*change;
                let event = decided.event.name();
                let after = assets::save(write, before, decided.asset.clone(), event).await?;
                convert::event::asset::publish(write, &after, before.body.legal, &decided.event);
                let due = (decided.alert.as_slice(), change.secured.as_slice());
                security::tell(write, &after, due, api.clock.today()).await?;
                let name = ASSETS.name(after.body.id);
                bank_instructions::about(write, &change.key, &name, Fen::ZERO).await?;
                let viewer = api.asset_viewer(&change.caller);
                Ok(convert::asset::answer(viewer, &after, &[]))
            })
        })
        .await
}

impl FinancingApi {
    /// Who looks at the loans behind a right.
    pub(super) fn lookout(&self) -> Lookout<'_> {
        Lookout {
            database: &self.database,
            rules: &self.rules,
            terms: &self.parameters.ltv,
            today: self.clock.today(),
        }
    }

    /// As whom an answer about a right is read.
    pub(super) fn asset_viewer<'a>(&self, caller: &'a Caller) -> Viewer<'a> {
        Viewer {
            caller,
            today: self.clock.today(),
            calendar: self.calendar,
        }
    }
}
