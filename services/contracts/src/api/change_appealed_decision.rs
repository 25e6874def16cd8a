//! EXAMINING → CLOSED; the contract reopens at ACCEPTED for a new pair of reviewers.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::contracts::v1::{Appeal, ChangeAppealedDecisionRequest};

use super::{ContractsApi, appeal_step};
use crate::domain::appeal::Command;
use crate::error::Error;

pub async fn handle(
    api: ContractsApi,
    caller: Caller,
    input: ChangeAppealedDecisionRequest,
    key: RequestKey,
) -> Result<Appeal, Error> {
    let command = Command::Change {
        reason: input.reason.clone(),
    };
    appeal_step::take(api, caller, (&input.name, &input.etag), key, command).await
}
