//! One contract.
use kezhuan_auth::Caller;
use kezhuan_protocol::contracts::v1::{Contract, GetContractRequest};

use super::names::CONTRACTS;
use super::{ContractsApi, convert};
use crate::error::Error;
use crate::store::contracts;

pub async fn handle(api: ContractsApi, caller: Caller, input: GetContractRequest) -> Result<Contract, Error> {
    let id = CONTRACTS.parse(&input.name)?;
    let case = api.database.read(&caller, async |connection| contracts::load(connection, id).await).await?;
    let case = case.ok_or_else(|| CONTRACTS.not_found(id))?;
    Ok(convert::contract::answer(&case, api.clock.today()))
}
