//! Negotiations as tests need them.
use kezhuan_protocol::events::v1::negotiation::Party;
use kezhuan_protocol::events::v1::*;
use tonic::Status;

use crate::projects::cast::{fair, maker};
use crate::step;
use crate::world::*;

/// Has an achievement.
pub fn college() -> Person {
    person("zhang", "wyu", "", &["college_tto"])
}

pub fn party(organisation: &str) -> Option<Party> {
    Some(Party {
        organisation: organisation.to_owned(),
        display_name: organisation.to_owned(),
        credit_code: String::new(),
    })
}

pub fn proposing(event: &Event) -> ProposeNegotiationRequest {
    ProposeNegotiationRequest {
        event: event.name.clone(),
        provider: party("wyu"),
        seeker: party("acme"),
        topic: "锂电正极材料".to_owned(),
        request_id: id(),
        ..ProposeNegotiationRequest::default()
    }
}

pub async fn accept(
    world: &World,
    by: Person,
    negotiation: &Negotiation,
) -> Result<Negotiation, Status> {
    step!(
        world,
        by,
        negotiation,
        accept_negotiation,
        AcceptNegotiationRequest {}
    )
}

/// Proposed by who runs the event, accepted by both.
pub async fn begun(world: &World, event: &Event) -> Negotiation {
    let proposed = call!(world, &fair(), propose_negotiation, proposing(event)).unwrap();
    let one = accept(world, college(), &proposed).await.unwrap();
    accept(world, maker(), &one).await.unwrap()
}

/// Signed by both on a day of the event, which has to have come.
pub async fn intended(world: &World, event: &Event) -> Negotiation {
    let begun = begun(world, event).await;
    let proposed = step!(
        world,
        maker(),
        begun,
        propose_intent,
        ProposeIntentRequest {
            subject: "正极材料联合开发".to_owned(),
            amount_fen: 20_000_000,
            signed_on: "2025-04-11".to_owned(),
        }
    )
    .unwrap();
    step!(
        world,
        college(),
        proposed,
        sign_intent,
        SignIntentRequest {}
    )
    .unwrap()
}

pub async fn name_contract(
    world: &World,
    negotiation: &Negotiation,
    contract: &str,
) -> Result<Negotiation, Status> {
    step!(
        world,
        maker(),
        negotiation,
        name_contract,
        NameContractRequest {
            contract: format!("contracts/{contract}")
        }
    )
}

pub async fn get(world: &World, negotiation: &Negotiation) -> Negotiation {
    let request = GetNegotiationRequest {
        name: negotiation.name.clone(),
    };
    call!(world, &fair(), get_negotiation, request).unwrap()
}

pub async fn results(world: &World, by: &Person, event: &Event) -> EventResults {
    let request = GetEventResultsRequest {
        event: event.name.clone(),
        ..GetEventResultsRequest::default()
    };
    call!(world, by, get_event_results, request).unwrap()
}
