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
            let documents = attachments::of_contract(connection, id).await?;
            // A tenant that is asked to pay sees the documents, and not the case.
            if documents.is_empty() && contracts::load(connection, id).await?.is_none() {
                return Err(Error::from(CONTRACTS.not_found(id)));
            }
            Ok(documents)
        })
        .await?;
    Ok(ListAttachmentsResponse {
        attachments: documents
            .iter()
            .map(convert_attachment::attachment)
            .collect(),
    })
}
