//! VERIFIED, by one of the two authorities; by the other one too → APPROVED.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::financing::v1::{ApproveCompensationClaimRequest, CompensationClaim};

use super::{FinancingApi, compensation_step};
use crate::domain::claim::Command;
use crate::error::Error;

pub async fn handle(
    api: FinancingApi,
    caller: Caller,
    input: ApproveCompensationClaimRequest,
    key: RequestKey,
) -> Result<CompensationClaim, Error> {
    let at = (input.name.as_str(), input.etag.as_str());
    compensation_step::take(api, caller, at, key, Command::Approve).await
}
