//! AMENDMENT_PENDING → REGISTERED, the version unchanged.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::contracts::v1::{Contract, RefuseAmendmentRequest};

use super::ContractsApi;
use super::transition::plain;
use crate::domain::contract::Command;
use crate::error::Error;

pub async fn handle(
    api: ContractsApi,
    caller: Caller,
    input: RefuseAmendmentRequest,
    key: RequestKey,
) -> Result<Contract, Error> {
    let command = Command::RefuseAmendment { note: input.note };
    plain(api, caller, (&input.name, &input.etag), key, command).await
}
