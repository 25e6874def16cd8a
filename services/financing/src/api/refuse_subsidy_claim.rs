//! COMPUTED → REFUSED; what was set aside is free again.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::financing::v1::{RefuseSubsidyClaimRequest, SubsidyClaim};

use super::FinancingApi;
use super::subsidy_step::{self, Entrance};
use crate::domain::subsidy::Command;
use crate::error::Error;

pub async fn handle(
    api: FinancingApi,
    caller: Caller,
    input: RefuseSubsidyClaimRequest,
    key: RequestKey,
) -> Result<SubsidyClaim, Error> {
    let at = (input.name.as_str(), input.etag.as_str());
    let command = Command::Refuse {
        code: input.code,
        note: input.note,
    };
    subsidy_step::take(Entrance::Readers, (api, caller), at, key, command).await
}
