//! FILED → VERIFIED; the sum of verified income never exceeds J.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::contracts::v1::{IncomeVerification, VerifyIncomeRequest};

use super::{ContractsApi, income_step};
use crate::domain::income_verification::Command;
use crate::error::Error;

pub async fn handle(
    api: ContractsApi,
    caller: Caller,
    input: VerifyIncomeRequest,
    key: RequestKey,
) -> Result<IncomeVerification, Error> {
    let command = |verified_before| Command::Verify { verified_before };
    income_step::take(api, caller, (&input.name, &input.etag), key, command).await
}
