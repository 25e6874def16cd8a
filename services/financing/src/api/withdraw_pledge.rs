//! PREPARED, FILED or CORRECTING → WITHDRAWN; places it keeps are free again.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::financing::v1::{Pledge, WithdrawPledgeRequest};

use super::{FinancingApi, pledge_step};
use crate::domain::pledge::Command;
use crate::error::Error;

pub async fn handle(
    api: FinancingApi,
    caller: Caller,
    input: WithdrawPledgeRequest,
    key: RequestKey,
) -> Result<Pledge, Error> {
    let at = (input.name.as_str(), input.etag.as_str());
    pledge_step::take(api, caller, at, key, Command::Withdraw).await
}
