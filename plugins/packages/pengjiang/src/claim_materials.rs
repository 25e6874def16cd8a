//! `tc.claim.materials`: what the district asks for beside the claim form.

use kezhuan_sdk::kind_group;
use kezhuan_sdk::tc_claim_materials::{Facts, Guest, Outcome, PartyType, Side};

pub struct Rule;

impl Guest for Rule {
    fn decide(facts: Facts) -> Outcome {
        let seller_is_person = facts
            .party_types
            .iter()
            .any(|party| party.side == Side::Seller && party.party_type == PartyType::Person);
        let asked = [
            ("BANK_SLIP", true),
            ("CREDIT_PROMISE", true),
            (
                "IP_CERTIFICATE",
                matches!(kind_group(&facts.kind), "ZR" | "XK"),
            ),
            (
                "INVOICE",
                facts.j_fen >= facts.header.number("invoice_from_j_fen"),
            ),
            ("IDENTITY_PROOF", seller_is_person),
        ];
        let materials = asked.iter().filter(|(_, is_asked)| *is_asked);
        Outcome {
            ok: true,
            reasons: vec![],
            explain: vec![],
            materials: materials.map(|(code, _)| (*code).into()).collect(),
        }
    }
}
