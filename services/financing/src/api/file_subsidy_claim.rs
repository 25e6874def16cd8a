//! DRAFT → FILED → COMPUTED or MANUAL: the claim is filed and the paying authority's rule asked, in one write.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::financing::v1::{FileSubsidyClaimRequest, SubsidyClaim};

use super::{FinancingApi, subsidy_rule};
use crate::domain::subsidy::Command;
use crate::error::Error;

pub async fn handle(
    api: FinancingApi,
    caller: Caller,
    input: FileSubsidyClaimRequest,
    key: RequestKey,
) -> Result<SubsidyClaim, Error> {
    let at = (input.name.as_str(), input.etag.as_str());
    let command = Command::File {
        materials: input.materials,
    };
    subsidy_rule::settle(api, caller, at, key, command).await
}
