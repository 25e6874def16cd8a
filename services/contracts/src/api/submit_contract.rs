//! DRAFT → SUBMITTED; every problem of the form is told at once.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::contracts::v1::{Contract, SubmitContractRequest};

use super::ContractsApi;
use super::transition::plain;
use crate::domain::contract::Command;
use crate::error::Error;

pub async fn handle(
    api: ContractsApi,
    caller: Caller,
    input: SubmitContractRequest,
    key: RequestKey,
) -> Result<Contract, Error> {
    plain(
        api,
        caller,
        (&input.name, &input.etag),
        key,
        Command::Submit,
    )
    .await
}
