//! One contract.
use kezhuan_auth::Caller;
use kezhuan_protocol::contracts::v1::{Contract, GetContractRequest};

use super::transition::open;
use super::{ContractsApi, convert};
use crate::error::Error;

pub async fn handle(
    api: ContractsApi,
    caller: Caller,
    input: GetContractRequest,
) -> Result<Contract, Error> {
    let opened = open(api, caller, &input.name, "").await?;
    Ok(convert::contract::answer(
        &opened.case,
        opened.api.clock.today(),
    ))
}
