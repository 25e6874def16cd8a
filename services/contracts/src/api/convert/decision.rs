//! A stored rule decision as callers see it.
use kezhuan_cases::convert;
use kezhuan_protocol::contracts::v1;
use uuid::Uuid;

use crate::api::names::{CLAIMS, CONTRACTS};
use crate::error::Error;
use crate::rules::Rules;
use crate::store::decisions::OfContract;

/// The message of one decision of a contract or its claims, with what its package says of it.
pub fn answer(rules: &Rules, stored: OfContract) -> v1::Decision {
    let (contract, decision) = (stored.contract_id, stored.decision);
    let case = match decision.case_id == contract {
        true => CONTRACTS.name(contract),
        false => CLAIMS.name(decision.case_id),
    };
    let name = format!("{}/decisions/{}", CONTRACTS.name(contract), decision.id);
    convert::decision::answer(rules, decision, (name, case))
}

/// The contract and the decision in `contracts/{uuid}/decisions/{uuid}`; no contract where `-` stands.
pub fn ids(name: &str) -> Result<(Option<Uuid>, Uuid), Error> {
    let parts = name.split_once("/decisions/").and_then(|(contract, id)| {
        let contract = match contract {
            "contracts/-" => None,
            _ => Some(CONTRACTS.parse(contract).ok()?),
        };
        Some((contract, Uuid::try_parse(id).ok()?))
    });
    parts.ok_or_else(|| {
        let shape = "contracts/{uuid}/decisions/{uuid}";
        Error::field(
            "name",
            "NAME_INVALID",
            format!("应写作 {shape}"),
            format!("write it as {shape}"),
        )
    })
}

/// No such decision, or not the caller's to see.
pub fn not_found(name: &str) -> Error {
    Error::NotFound {
        zh: "规则决定",
        en: "decision",
        name: name.to_owned(),
    }
}
