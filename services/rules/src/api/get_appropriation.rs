//! GetAppropriation: one, where the caller may read its tenant's.
use kezhuan_auth::Caller;
use kezhuan_protocol::rules::v1 as proto;

use super::{RulesApi, convert};
use crate::error::Error;
use crate::store;

pub(super) async fn handle(
    api: &RulesApi,
    caller: &Caller,
    input: proto::GetAppropriationRequest,
) -> Result<proto::Appropriation, Error> {
    let id = convert::appropriation_id(&input.name)?;
    let row = api
        .database
        .read(caller, async |connection| {
            Ok::<_, Error>(store::appropriations::get(connection, id).await?)
        })
        .await?;
    let row = row.ok_or(Error::UnknownAppropriation { name: input.name })?;
    Ok(convert::appropriation(&row))
}
