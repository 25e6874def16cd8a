//! MANUAL → FILED → COMPUTED or MANUAL: the rule is asked again.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::financing::v1::{AskSubsidyAgainRequest, SubsidyClaim};

use super::{FinancingApi, subsidy_rule};
use crate::domain::subsidy::Command;
use crate::error::Error;

pub async fn handle(
    api: FinancingApi,
    caller: Caller,
    input: AskSubsidyAgainRequest,
    key: RequestKey,
) -> Result<SubsidyClaim, Error> {
    let at = (input.name.as_str(), input.etag.as_str());
    subsidy_rule::settle(api, caller, at, key, Command::AskAgain).await
}
