//! What events announces of negotiations.
use kezhuan_protocol::events::v1::{
    IntentSigned, NegotiationContracted, NegotiationEnded, NegotiationMoved, OutcomeJudgedAgain,
    negotiation,
};
use uuid::Uuid;

use crate::event::Event;

/// A negotiation at an event of `division`.
pub fn negotiated(negotiation: Uuid, division: &str) -> NegotiationMoved {
    NegotiationMoved {
        negotiation: format!("negotiations/{negotiation}"),
        event: format!("events/of-{division}"),
        event_division: division.to_owned(),
        event_ends_on: "2025-03-21".to_owned(),
        provider: "wyu".to_owned(),
        seeker: "acme".to_owned(),
        ..NegotiationMoved::default()
    }
}

/// Both sides signed.
pub fn signed(moved: NegotiationMoved, signed_on: &str, amount_fen: i64) -> Event {
    Event::Signed(IntentSigned {
        moved: Some(moved),
        intent: Some(negotiation::Intent {
            subject: "联合开发".to_owned(),
            amount_fen,
            signed_on: signed_on.to_owned(),
            ..negotiation::Intent::default()
        }),
    })
}

/// What the register says of a contract, and whether it counts.
pub fn outcome(contract: Uuid, registered_on: &str, counts: bool) -> negotiation::Outcome {
    negotiation::Outcome {
        contract: format!("contracts/{contract}"),
        number: "KZ-TC-2025-440705-000001".to_owned(),
        registered_on: registered_on.to_owned(),
        total_amount_fen: 5_000_000,
        technical_amount_fen: Some(4_000_000),
        same_parties: true,
        counts,
        ..negotiation::Outcome::default()
    }
}

/// The named contract was registered.
pub fn contracted(moved: NegotiationMoved, outcome: negotiation::Outcome) -> Event {
    Event::Contracted(NegotiationContracted {
        moved: Some(moved),
        outcome: Some(outcome),
    })
}

/// The register changed.
pub fn judged_again(moved: NegotiationMoved, outcome: negotiation::Outcome) -> Event {
    Event::JudgedAgain(OutcomeJudgedAgain {
        moved: Some(moved),
        outcome: Some(outcome),
    })
}

/// It goes on no more.
pub fn ended(moved: NegotiationMoved, code: negotiation::ending::Code) -> Event {
    Event::Ended(NegotiationEnded {
        moved: Some(moved),
        code: code.into(),
        organisation: String::new(),
    })
}
