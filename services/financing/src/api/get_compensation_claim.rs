//! One claim on the pool.
use kezhuan_auth::Caller;
use kezhuan_protocol::financing::v1::{CompensationClaim, GetCompensationClaimRequest};

use super::names::COMPENSATIONS;
use super::{FinancingApi, convert};
use crate::error::Error;
use crate::store::compensations;

pub async fn handle(
    api: FinancingApi,
    caller: Caller,
    input: GetCompensationClaimRequest,
) -> Result<CompensationClaim, Error> {
    let id = COMPENSATIONS.parse(&input.name)?;
    let read = api.database.read(&caller, async |connection| {
        compensations::find(connection, id).await
    });
    let stored = read.await?.ok_or_else(|| COMPENSATIONS.not_found(id))?;
    Ok(convert::compensation::claim(&stored, &caller))
}
