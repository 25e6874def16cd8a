//! The documents of one contract, oldest first.
use kezhuan_auth::Caller;
use kezhuan_protocol::contracts::v1::{ListAttachmentsRequest, ListAttachmentsResponse};

use super::names::CONTRACTS;
use super::{ContractsApi, convert_attachment};
use crate::error::Error;
use crate::store::{attachments, contracts};

pub async fn handle(
    api: ContractsApi,
    caller: Caller,
    input: ListAttachmentsRequest,
) -> Result<ListAttachmentsResponse, Error> {
    let id = CONTRACTS.parse_field("contract", &input.contract)?;
    let documents = api
        .database
        .read(&caller, async |connection| {
            match contracts::load(connection, id).await? {
                Some(_) => attachments::of_contract(connection, id).await,
                None => Err(CONTRACTS.not_found(id)),
            }
        })
        .await?;
    Ok(ListAttachmentsResponse {
        attachments: documents
            .iter()
            .map(convert_attachment::attachment)
            .collect(),
    })
}
