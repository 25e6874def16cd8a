//! SUBMITTED → NOT_ACCEPTED, on one of the two grounds the law knows.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::contracts::v1::{Contract, RefuseContractRequest};

use super::ContractsApi;
use super::codes;
use super::transition::plain;
use crate::domain::contract::{Command, NotAcceptedGround};
use crate::error::Error;

pub async fn handle(
    api: ContractsApi,
    caller: Caller,
    input: RefuseContractRequest,
    key: RequestKey,
) -> Result<Contract, Error> {
    let ground = codes::read(
        "code",
        &input.code,
        NotAcceptedGround::parse,
        NotAcceptedGround::ALL.iter().map(|ground| ground.as_str()),
    )?;
    let command = Command::Refuse {
        ground,
        note: input.note,
    };
    plain(api, caller, (&input.name, &input.etag), key, command).await
}
