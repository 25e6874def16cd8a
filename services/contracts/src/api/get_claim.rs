//! One claim.
use kezhuan_auth::Caller;
use kezhuan_protocol::contracts::v1::{Claim, GetClaimRequest};

use super::names::CLAIMS;
use super::{ContractsApi, convert_claim};
use crate::error::Error;
use crate::store::claims;

pub async fn handle(
    api: ContractsApi,
    caller: Caller,
    input: GetClaimRequest,
) -> Result<Claim, Error> {
    let id = CLAIMS.parse(&input.name)?;
    let today = api.clock.today();
    let stored = api
        .database
        .read(&caller, async |connection| {
            claims::find(connection, id).await
        })
        .await?;
    let stored = stored.ok_or_else(|| CLAIMS.not_found(id))?;
    Ok(convert_claim::claim(&stored, today))
}
