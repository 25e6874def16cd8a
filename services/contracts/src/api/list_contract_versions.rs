//! Every registered version of a contract, oldest first.
use kezhuan_auth::Caller;
use kezhuan_protocol::contracts::v1::{ListContractVersionsRequest, ListContractVersionsResponse};

use super::transition::open;
use super::{ContractsApi, convert};
use crate::error::Error;
use crate::store::contract_versions;

pub async fn handle(
    api: ContractsApi,
    caller: Caller,
    input: ListContractVersionsRequest,
) -> Result<ListContractVersionsResponse, Error> {
    let opened = open(api, caller, &input.name, "").await?;
    let id = opened.case.contract.id;
    let read = opened
        .api
        .database
        .read(&opened.caller, async |connection| {
            contract_versions::of(connection, id).await
        });
    let versions = read.await?;
    Ok(ListContractVersionsResponse {
        versions: versions.iter().map(convert::contract::version).collect(),
    })
}
