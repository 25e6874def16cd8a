//! FILED → EXAMINING.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::contracts::v1::{AdmitAppealRequest, Appeal};

use super::{ContractsApi, appeal_step};
use crate::domain::appeal::Command;
use crate::error::Error;

pub async fn handle(
    api: ContractsApi,
    caller: Caller,
    input: AdmitAppealRequest,
    key: RequestKey,
) -> Result<Appeal, Error> {
    let command = Command::Admit;
    appeal_step::take(api, caller, (&input.name, &input.etag), key, command).await
}
