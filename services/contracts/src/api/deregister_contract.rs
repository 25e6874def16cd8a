//! REGISTERED → DEREGISTERED.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::contracts::v1::{Contract, DeregisterContractRequest};

use super::ContractsApi;
use super::codes;
use super::transition::plain;
use crate::domain::contract::{Command, EndGround};
use crate::error::Error;

pub async fn handle(
    api: ContractsApi,
    caller: Caller,
    input: DeregisterContractRequest,
    key: RequestKey,
) -> Result<Contract, Error> {
    let ground = codes::read(
        "ground",
        &input.ground,
        EndGround::parse,
        EndGround::ALL.iter().map(|ground| ground.as_str()),
    )?;
    let command = Command::Deregister {
        ground,
        note: input.note,
    };
    plain(api, caller, (&input.name, &input.etag), key, command).await
}
