//! PUBLISHED → SUSPENDED. A public notice is open to everybody, so the objector first becomes a party of the claim.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::financing::v1::{ObjectToSubsidyClaimRequest, SubsidyClaim};

use super::FinancingApi;
use super::subsidy_step::{self, Entrance};
use crate::domain::subsidy::Command;
use crate::error::Error;

pub async fn handle(
    api: FinancingApi,
    caller: Caller,
    input: ObjectToSubsidyClaimRequest,
    key: RequestKey,
) -> Result<SubsidyClaim, Error> {
    let at = (input.name.as_str(), input.etag.as_str());
    let command = Command::Object { text: input.text };
    subsidy_step::take(Entrance::Public, (api, caller), at, key, command).await
}
