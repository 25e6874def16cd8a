//! FIRST_REVIEWED → REJECTED on a lawful ground.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::contracts::v1::{Contract, RejectContractRequest};

use super::ContractsApi;
use super::codes;
use super::transition::plain;
use crate::domain::contract::Command;
use crate::domain::recognition::Ground;
use crate::error::Error;

pub async fn handle(
    api: ContractsApi,
    caller: Caller,
    input: RejectContractRequest,
    key: RequestKey,
) -> Result<Contract, Error> {
    let ground = codes::read(
        "code",
        &input.code,
        Ground::parse,
        Ground::ALL.iter().map(|ground| ground.as_str()),
    )?;
    let command = Command::Reject {
        ground,
        note: input.note,
    };
    plain(api, caller, (&input.name, &input.etag), key, command).await
}
