//! FILED or EXAMINING → WITHDRAWN.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::contracts::v1::{Appeal, WithdrawAppealRequest};

use super::{ContractsApi, appeal_step};
use crate::domain::appeal::Command;
use crate::error::Error;

pub async fn handle(
    api: ContractsApi,
    caller: Caller,
    input: WithdrawAppealRequest,
    key: RequestKey,
) -> Result<Appeal, Error> {
    let command = Command::Withdraw;
    appeal_step::take(api, caller, (&input.name, &input.etag), key, command).await
}
