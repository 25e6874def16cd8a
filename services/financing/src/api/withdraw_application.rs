//! Any state before the bank's decision → WITHDRAWN.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::financing::v1::{Application, WithdrawApplicationRequest};

use super::{FinancingApi, application_step};
use crate::domain::application::Command;
use crate::error::Error;

pub async fn handle(
    api: FinancingApi,
    caller: Caller,
    input: WithdrawApplicationRequest,
    key: RequestKey,
) -> Result<Application, Error> {
    let at = (input.name.as_str(), input.etag.as_str());
    application_step::plain(api, caller, at, key, Command::Withdraw).await
}
