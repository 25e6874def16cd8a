//! REGISTERED or AMENDMENT_PENDING → ANNULLED for fraud, by the city.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::contracts::v1::{AnnulContractRequest, Contract};

use super::ContractsApi;
use super::transition::plain;
use crate::domain::contract::Command;
use crate::error::Error;

pub async fn handle(
    api: ContractsApi,
    caller: Caller,
    input: AnnulContractRequest,
    key: RequestKey,
) -> Result<Contract, Error> {
    let command = Command::Annul { note: input.note };
    plain(api, caller, (&input.name, &input.etag), key, command).await
}
