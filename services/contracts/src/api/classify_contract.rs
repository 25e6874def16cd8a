//! ACCEPTED → FIRST_REVIEWED with the kind, T and J.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::contracts::v1::{ClassifyContractRequest, Contract};

use super::transition::plain;
use super::{ContractsApi, review};
use crate::domain::contract::Command;
use crate::error::Error;

pub async fn handle(
    api: ContractsApi,
    caller: Caller,
    input: ClassifyContractRequest,
    key: RequestKey,
) -> Result<Contract, Error> {
    let (name, etag) = (input.name.clone(), input.etag.clone());
    let command = Command::Classify(review::of_contract(input)?);
    plain(api, caller, (&name, &etag), key, command).await
}
