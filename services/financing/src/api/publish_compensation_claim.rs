//! APPROVED → PUBLISHED: the public notice starts.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::financing::v1::{CompensationClaim, PublishCompensationClaimRequest};

use super::{FinancingApi, compensation_step};
use crate::domain::claim::Command;
use crate::error::Error;

pub async fn handle(
    api: FinancingApi,
    caller: Caller,
    input: PublishCompensationClaimRequest,
    key: RequestKey,
) -> Result<CompensationClaim, Error> {
    let at = (input.name.as_str(), input.etag.as_str());
    compensation_step::take(api, caller, at, key, Command::Publish).await
}
