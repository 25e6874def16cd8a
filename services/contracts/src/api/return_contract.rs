//! SUBMITTED → RETURNED for correction.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::contracts::v1::{Contract, ReturnContractRequest};

use super::ContractsApi;
use super::codes;
use super::transition::plain;
use crate::domain::contract::{Command, ReturnGround};
use crate::error::Error;

pub async fn handle(
    api: ContractsApi,
    caller: Caller,
    input: ReturnContractRequest,
    key: RequestKey,
) -> Result<Contract, Error> {
    let ground = codes::read(
        "code",
        &input.code,
        ReturnGround::parse,
        ReturnGround::ALL.iter().map(|ground| ground.as_str()),
    )?;
    let command = Command::Return {
        ground,
        note: input.note,
    };
    plain(api, caller, (&input.name, &input.etag), key, command).await
}
