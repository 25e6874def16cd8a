//! The first review of an amendment, as the applicant filed it.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::contracts::v1::{Contract, ReviewAmendmentRequest};

use super::ContractsApi;
use super::transition::plain;
use crate::domain::contract::{Command, Review};
use crate::error::Error;

pub async fn handle(
    api: ContractsApi,
    caller: Caller,
    input: ReviewAmendmentRequest,
    key: RequestKey,
) -> Result<Contract, Error> {
    plain(
        api,
        caller,
        (&input.name, &input.etag),
        key,
        Command::ReviewAmendment(Review::default()),
    )
    .await
}
