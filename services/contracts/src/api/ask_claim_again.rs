//! MANUAL → FILED → COMPUTED or MANUAL: the rule is asked again.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::contracts::v1::{AskClaimAgainRequest, Claim};

use super::{ContractsApi, claim_rule};
use crate::domain::claim::Command;
use crate::error::Error;

pub async fn handle(
    api: ContractsApi,
    caller: Caller,
    input: AskClaimAgainRequest,
    key: RequestKey,
) -> Result<Claim, Error> {
    claim_rule::settle(api, caller, (&input.name, &input.etag), key, |_| {
        Command::AskAgain
    })
    .await
}
