//! Opens the extension of an accepted demonstration's variety to farmers. OPEN.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::agriculture::v1::{Extension, OpenExtensionRequest};
use uuid::Uuid;

use super::names::DEMONSTRATIONS;
use super::{AgricultureApi, acting, convert, extension_step};
use crate::domain::extension::{self, NewExtension};
use crate::error::Error;
use crate::store::{demonstrations, extensions};

pub async fn handle(
    api: AgricultureApi,
    caller: Caller,
    input: OpenExtensionRequest,
    key: RequestKey,
) -> Result<Extension, Error> {
    let id = DEMONSTRATIONS.parse_field("demonstration", &input.demonstration)?;
    let new = NewExtension {
        id: Uuid::now_v7(),
        season: convert::season::read("season", &input.season)?,
    };
    let read = api.database.read(&caller, async |connection| {
        demonstrations::find(connection, id).await
    });
    let shown = read.await?.ok_or_else(|| DEMONSTRATIONS.not_found(id))?;
    let variety = extension_step::variety(&api, &shown.tenant, shown.body.variety).await?;
    let actor = acting::actor(&caller);
    let at = extension_step::circumstances(&api, &actor);
    let opened = extension::open(new, (&shown.body, &variety), &at)?;
    let given = Arc::new((caller.clone(), shown.tenant, opened));
    api.database
        .write(&caller, &key, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let (caller, tenant, opened) = &*given;
                let event = convert::event::extension::OPENED;
                let stored = extensions::insert(write, tenant, opened.clone(), event).await?;
                convert::event::extension::opened(write, &stored);
                Ok(convert::extension::answer(&stored, caller))
            })
        })
        .await
}
