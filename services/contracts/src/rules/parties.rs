//! The parties of a contract as the hooks are told of them.
use serde::Serialize;

use crate::domain::contract::Contract;
use crate::domain::form::FormParty;
use crate::domain::form::codes::PartyType;

/// One party.
#[derive(Debug, Clone, Serialize)]
pub struct PartyFacts {
    pub side: &'static str,
    pub division: String,
    pub party_type: &'static str,
    pub organisation: String,
    pub related: bool,
}

/// Seller, buyer and, if there is one, broker.
pub fn of(contract: &Contract) -> Vec<PartyFacts> {
    let form = &contract.form;
    let sides = [
        ("SELLER", Some(&form.seller)),
        ("BUYER", Some(&form.buyer)),
        ("BROKER", form.broker.as_ref()),
    ];
    let present = sides
        .into_iter()
        .filter_map(|(side, party)| Some((side, party?)));
    present
        .map(|(side, party)| PartyFacts {
            side,
            division: party.division.clone(),
            party_type: party_type(party),
            organisation: match party.credit_code.is_empty() {
                true => party.organisation.clone(),
                false => party.credit_code.clone(),
            },
            related: form.related_parties && side != "BROKER",
        })
        .collect()
}

/// The form's finer list, in the words of the hooks.
pub fn party_type(party: &FormParty) -> &'static str {
    match party.party_type.get() {
        Some(PartyType::Government) => "GOVERNMENT",
        Some(
            PartyType::ResearchInstitute
            | PartyType::College
            | PartyType::Medical
            | PartyType::OtherInstitution,
        ) => "INSTITUTION",
        Some(PartyType::Association) => "ASSOCIATION",
        Some(
            PartyType::DomesticEnterprise
            | PartyType::HongKongMacaoTaiwanEnterprise
            | PartyType::ForeignEnterprise,
        ) => "ENTERPRISE",
        Some(PartyType::Person) => "PERSON",
        Some(PartyType::Other) | None => "OTHER",
    }
}
