//! One subsidy claim.
use kezhuan_auth::Caller;
use kezhuan_protocol::financing::v1::{GetSubsidyClaimRequest, SubsidyClaim};

use super::names::SUBSIDIES;
use super::{FinancingApi, convert};
use crate::error::Error;
use crate::store::subsidies;

pub async fn handle(
    api: FinancingApi,
    caller: Caller,
    input: GetSubsidyClaimRequest,
) -> Result<SubsidyClaim, Error> {
    let id = SUBSIDIES.parse(&input.name)?;
    let read = api.database.read(&caller, async |connection| {
        subsidies::find(connection, id).await
    });
    let stored = read.await?.ok_or_else(|| SUBSIDIES.not_found(id))?;
    Ok(convert::subsidy::claim(&stored, &caller))
}
