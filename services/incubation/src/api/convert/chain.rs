//! A key chain as everybody sees it, and what the city says of it.
use kezhuan_protocol::incubation::v1;
use kezhuan_rpc::etag;

use super::tenancy;
use crate::api::chain_named::PREFIX;
use crate::domain::chain::{Chain, Said};
use crate::error::Error;
use crate::store::stored::Stored;

/// A chain.
pub fn message(stored: &Stored<Chain>) -> v1::Chain {
    let chain = &stored.body;
    v1::Chain {
        name: tenancy::chain(Some(&chain.code)),
        etag: etag::of(chain.version),
        title_zh: chain.title_zh.clone(),
        title_en: chain.title_en.clone(),
        source: chain.source.clone(),
        active: chain.active,
    }
}

/// What is said of a chain.
pub fn read(given: v1::Chain) -> Result<Said, Error> {
    let Some(code) = given.name.strip_prefix(PREFIX) else {
        return Err(Error::field(
            "chain.name",
            "NAME_INVALID",
            "应写作 chains/{code}",
            "write it as chains/{code}",
        ));
    };
    Ok(Said {
        code: code.to_owned(),
        title_zh: given.title_zh,
        title_en: given.title_en,
        source: given.source,
        active: given.active,
    })
}
