//! FILED → WITHDRAWN.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::contracts::v1::{IncomeVerification, WithdrawIncomeRequest};

use super::{ContractsApi, income_step};
use crate::domain::income_verification::Command;
use crate::error::Error;

pub async fn handle(
    api: ContractsApi,
    caller: Caller,
    input: WithdrawIncomeRequest,
    key: RequestKey,
) -> Result<IncomeVerification, Error> {
    let command = |_| Command::Withdraw;
    income_step::take(api, caller, (&input.name, &input.etag), key, command).await
}
