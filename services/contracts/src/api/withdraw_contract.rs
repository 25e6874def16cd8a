//! Any state before the decision → WITHDRAWN.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::contracts::v1::{Contract, WithdrawContractRequest};

use super::ContractsApi;
use super::transition::plain;
use crate::domain::contract::Command;
use crate::error::Error;

pub async fn handle(
    api: ContractsApi,
    caller: Caller,
    input: WithdrawContractRequest,
    key: RequestKey,
) -> Result<Contract, Error> {
    let command = Command::Withdraw {
        reason: input.reason,
    };
    plain(api, caller, (&input.name, &input.etag), key, command).await
}
