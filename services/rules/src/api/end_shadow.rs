//! EndShadow: it is asked nothing any more; its ledgers stay.
use kezhuan_auth::Caller;
use kezhuan_database::{RequestKey, Write};
use kezhuan_protocol::rules::v1 as proto;

use super::{RulesApi, convert, shadow_step};
use crate::adoption::News;
use crate::domain::shadow::Command;
use crate::error::Error;
use crate::store;

pub(super) async fn handle(
    api: &RulesApi,
    caller: &Caller,
    key: &RequestKey,
    input: proto::EndShadowRequest,
) -> Result<proto::Shadow, Error> {
    if input.reason.trim().is_empty() {
        return Err(Error::no_reason());
    }
    let id = convert::shadow_id(&input.name)?;
    let found = api
        .database
        .read(caller, async |connection| {
            Ok::<_, Error>(store::shadows::get(connection, id).await?)
        })
        .await?;
    // Another tenant's is not there, also for who may read it.
    let row = found.filter(|row| row.tenant == caller.tenant);
    let row = row.ok_or(Error::UnknownShadow { name: input.name })?;
    let (by, reason) = (caller.subject.clone(), input.reason);
    let shadow = api
        .database
        .write(caller, key, move |write: &mut Write| {
            let (row, by, reason) = (row.clone(), by.clone(), reason.clone());
            Box::pin(
                async move { shadow_step::end(write, row, Command::End, (&by, &reason)).await },
            )
        })
        .await?;
    api.teller.tell(&News::Shadow(shadow.clone())).await;
    Ok(shadow)
}
