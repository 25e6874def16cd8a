//! Appropriations.
use kezhuan_law::WhenExhausted;
use kezhuan_protocol::rules::v1 as proto;
use kezhuan_rpc::etag;
use proto::appropriation::WhenExhausted as Told;
use uuid::Uuid;

use super::timestamp;
use crate::error::Error;
use crate::store::appropriations::AppropriationRow;

const PREFIX: &str = "appropriations/";

/// The id an appropriation's name holds.
pub fn appropriation_id(name: &str) -> Result<Uuid, Error> {
    name.strip_prefix(PREFIX)
        .and_then(|id| Uuid::try_parse(id).ok())
        .ok_or_else(|| Error::UnknownAppropriation {
            name: name.to_owned(),
        })
}

/// What becomes of a claim that finds the budget empty, as it was asked for.
pub fn when_exhausted(told: Told) -> Result<WhenExhausted, Error> {
    match told {
        Told::Refuse => Ok(WhenExhausted::Refuse),
        Told::Queue => Ok(WhenExhausted::Queue),
        Told::Prorate => Ok(WhenExhausted::Prorate),
        Told::Unspecified => Err(Error::Invalid {
            field: "when_exhausted",
            problem: "say what becomes of claims the budget can't cover: REFUSE, QUEUE or PRORATE"
                .to_owned(),
        }),
    }
}

/// An appropriation as people see it.
pub fn appropriation(row: &AppropriationRow) -> proto::Appropriation {
    let when_exhausted = match WhenExhausted::parse(&row.when_exhausted) {
        Some(WhenExhausted::Refuse) => Told::Refuse,
        Some(WhenExhausted::Queue) => Told::Queue,
        Some(WhenExhausted::Prorate) => Told::Prorate,
        None => Told::Unspecified,
    };
    proto::Appropriation {
        name: format!("{PREFIX}{}", row.id),
        tenant: row.tenant.clone(),
        family: row.family.clone(),
        year: row.year,
        appropriation_fen: row.appropriation_fen,
        when_exhausted: when_exhausted.into(),
        excludes: row.excludes.clone(),
        legal_source: row.legal_source.clone(),
        set_by: row.set_by.clone(),
        set_time: Some(timestamp(row.set_time)),
        version: row.version,
        etag: etag::of(row.version),
    }
}
