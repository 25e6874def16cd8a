//! DRAFT, FILED, COMPUTED or MANUAL → WITHDRAWN; what was set aside is free again.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::financing::v1::{SubsidyClaim, WithdrawSubsidyClaimRequest};

use super::FinancingApi;
use super::subsidy_step::{self, Entrance};
use crate::domain::subsidy::Command;
use crate::error::Error;

pub async fn handle(
    api: FinancingApi,
    caller: Caller,
    input: WithdrawSubsidyClaimRequest,
    key: RequestKey,
) -> Result<SubsidyClaim, Error> {
    let at = (input.name.as_str(), input.etag.as_str());
    subsidy_step::take(Entrance::Readers, (api, caller), at, key, Command::Withdraw).await
}
