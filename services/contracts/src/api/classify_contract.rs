//! ACCEPTED → FIRST_REVIEWED with the kind, T and J.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::contracts::v1::{ClassifyContractRequest, Contract};

use super::transition::plain;
use super::{ContractsApi, codes, convert};
use crate::domain::contract::{Command, Review};
use crate::domain::kind::Kind;
use crate::error::Error;

pub async fn handle(
    api: ContractsApi,
    caller: Caller,
    input: ClassifyContractRequest,
    key: RequestKey,
) -> Result<Contract, Error> {
    let kind = match input.kind.is_empty() {
        true => None,
        false => Some(codes::read(
            "kind",
            &input.kind,
            Kind::parse,
            Kind::ALL.iter().map(|kind| kind.as_str()),
        )?),
    };
    let price_items: Vec<_> = input
        .price_items
        .into_iter()
        .map(convert::form::read_price_item)
        .collect();
    let review = Review {
        kind,
        price_items: (!price_items.is_empty()).then_some(price_items),
        findings: input.recognition.map(convert::form::read_findings),
        disputed: input.disputed,
    };
    plain(
        api,
        caller,
        (&input.name, &input.etag),
        key,
        Command::Classify(review),
    )
    .await
}
