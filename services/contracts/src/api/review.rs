//! A registrar's view of a form, as two requests carry it.
use kezhuan_law::Fen;
use kezhuan_protocol::contracts::v1::{ClassifyContractRequest, ReviewAmendmentRequest};

use super::{codes, convert};
use crate::domain::contract::Review;
use crate::domain::kind::Kind;
use crate::error::Error;

/// The view of a first review.
pub fn of_contract(input: ClassifyContractRequest) -> Result<Review, Error> {
    let kind = match input.kind.is_empty() {
        true => None,
        false => Some(codes::read(
            "kind",
            &input.kind,
            Kind::parse,
            Kind::ALL.iter().map(|kind| kind.as_str()),
        )?),
    };
    if input.no_price_items && !input.price_items.is_empty() {
        return Err(Error::field(
            "no_price_items",
            "CONTRADICTS_PRICE_ITEMS",
            "已列出价款构成,不能同时勾选无价款构成",
            "price items are given",
        ));
    }
    let items = input.price_items.into_iter();
    let price_items: Vec<_> = items.map(convert::form::read_price_item).collect();
    Ok(Review {
        kind,
        total: (input.total_amount_fen != 0).then_some(Fen(input.total_amount_fen)),
        currency_amount_minor: (input.currency_amount_minor != 0)
            .then_some(input.currency_amount_minor),
        price_items: (input.no_price_items || !price_items.is_empty()).then_some(price_items),
        findings: input.recognition.map(convert::form::read_findings),
        disputed: input.disputed,
    })
}

/// The view of an amendment's first review: the same fields.
pub fn of_amendment(input: ReviewAmendmentRequest) -> Result<Review, Error> {
    of_contract(ClassifyContractRequest {
        name: input.name,
        etag: input.etag,
        request_id: input.request_id,
        kind: input.kind,
        price_items: input.price_items,
        disputed: input.disputed,
        recognition: input.recognition,
        no_price_items: input.no_price_items,
        total_amount_fen: input.total_amount_fen,
        currency_amount_minor: input.currency_amount_minor,
    })
}
