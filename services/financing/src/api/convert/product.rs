//! What is lent, and how it is secured.
use kezhuan_protocol::financing::v1;
use kezhuan_protocol::financing::v1::product::{Kind, Mode as ModeCode, Stage as StageCode};

use super::code;
use crate::domain::product::{Mode, Product, ProductKind, Security, Share, Stage};
use crate::error::Error;

/// A product as messages write it.
pub fn message(product: &Product) -> v1::Product {
    let kind = Kind::from_str_name(product.kind.as_str());
    let mode = product
        .mode
        .and_then(|mode| ModeCode::from_str_name(mode.as_str()));
    let stage = StageCode::from_str_name(product.stage.as_str());
    v1::Product {
        kind: kind.unwrap_or_default().into(),
        pledge_first: product.pledge_first,
        mode: mode.unwrap_or_default().into(),
        stage: stage.unwrap_or_default().into(),
    }
}

/// A product as it was asked for.
pub fn read(given: Option<v1::Product>) -> Result<Product, Error> {
    let Some(given) = given else {
        return Err(Error::field(
            "product",
            "PRODUCT_MISSING",
            "缺少贷款产品",
            "the product is missing",
        ));
    };
    // The pool bears nothing where no mode is said.
    let mode = match given.mode {
        0 => None,
        mode => Some(code::of_enum(
            "product.mode",
            mode,
            ModeCode::as_str_name,
            Mode::parse,
        )?),
    };
    Ok(Product {
        kind: code::of_enum(
            "product.kind",
            given.kind,
            Kind::as_str_name,
            ProductKind::parse,
        )?,
        pledge_first: given.pledge_first,
        mode,
        stage: code::of_enum(
            "product.stage",
            given.stage,
            StageCode::as_str_name,
            Stage::parse,
        )?,
    })
}

/// How it is secured.
pub fn securities(given: &[Security]) -> Vec<i32> {
    let code = |security: &Security| {
        let named = v1::application::Security::from_str_name(security.as_str());
        named.unwrap_or_default().into()
    };
    given.iter().map(code).collect()
}

/// How it is to be secured.
pub fn read_securities(given: &[i32]) -> Result<Vec<Security>, Error> {
    let read = given.iter().enumerate().map(|(place, security)| {
        code::of_enum(
            &format!("security[{place}]"),
            *security,
            v1::application::Security::as_str_name,
            Security::parse,
        )
    });
    read.collect()
}

/// Who bears how much of a loss.
pub fn shares(shares: &[Share]) -> Vec<v1::Share> {
    let share = |share: &Share| v1::Share {
        party: share.party.clone(),
        bp: share.bp.into(),
    };
    shares.iter().map(share).collect()
}
