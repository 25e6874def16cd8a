//! The first review of an amendment.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::contracts::v1::{Contract, ReviewAmendmentRequest};

use super::transition::plain;
use super::{ContractsApi, review};
use crate::domain::contract::Command;
use crate::error::Error;

pub async fn handle(
    api: ContractsApi,
    caller: Caller,
    input: ReviewAmendmentRequest,
    key: RequestKey,
) -> Result<Contract, Error> {
    let (name, etag) = (input.name.clone(), input.etag.clone());
    let command = Command::ReviewAmendment(review::of_amendment(input)?);
    plain(api, caller, (&name, &etag), key, command).await
}
