//! One appeal.
use kezhuan_auth::Caller;
use kezhuan_protocol::contracts::v1::{Appeal, GetAppealRequest};

use super::names::APPEALS;
use super::{ContractsApi, convert_appeal};
use crate::error::Error;
use crate::store::appeals;

pub async fn handle(
    api: ContractsApi,
    caller: Caller,
    input: GetAppealRequest,
) -> Result<Appeal, Error> {
    let id = APPEALS.parse(&input.name)?;
    let stored = api
        .database
        .read(&caller, async |connection| {
            appeals::find(connection, id).await
        })
        .await?;
    let stored = stored.ok_or_else(|| APPEALS.not_found(id))?;
    Ok(convert_appeal::appeal(&stored.appeal, api.clock.today()))
}
