//! COMPUTED → APPROVED, tied to commitments.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::financing::v1::{ApproveSubsidyClaimRequest, SubsidyClaim};

use super::subsidy_step::{self, Entrance};
use super::{FinancingApi, convert};
use crate::domain::subsidy::Command;
use crate::error::Error;

pub async fn handle(
    api: FinancingApi,
    caller: Caller,
    input: ApproveSubsidyClaimRequest,
    key: RequestKey,
) -> Result<SubsidyClaim, Error> {
    let at = (input.name.as_str(), input.etag.as_str());
    let command = Command::Approve {
        commitments: convert::subsidy::commitments(&input.commitments)?,
    };
    subsidy_step::take(Entrance::Readers, (api, caller), at, key, command).await
}
