//! Domain events of a contract as they travel.
use kezhuan_database::Write;
use kezhuan_law::Fen;
use kezhuan_protocol::contracts::v1;

use crate::api::names::CONTRACTS;
use crate::domain::contract::{Decided, Event, RegisteredVersion};

/// Publishes what a step led to, with the write it stands in.
pub fn publish(write: &mut Write, decided: &Decided) {
    let contract = &decided.contract;
    let moved = Some(v1::ContractMoved {
        contract: CONTRACTS.name(contract.id),
        from_state: decided.from.as_str().to_owned(),
        to_state: contract.state.as_str().to_owned(),
        version: contract.version,
    });
    /// Publishes one message, with the fields it has beside `moved`.
    macro_rules! publish {
        ($name:ident $(, $field:ident: $value:expr)*) => {{
            let message = v1::$name { moved $(, $field: $value)* };
            write.publish("contract", contract.id, contract.event_sequence, &message);
        }};
    }
    match &decided.event {
        Event::ContractSubmitted => publish!(ContractSubmitted),
        Event::ContractResubmitted => publish!(ContractResubmitted),
        Event::ContractReturned { ground } => {
            publish!(ContractReturned, code: ground.as_str().to_owned())
        }
        Event::ContractLapsed => publish!(ContractLapsed),
        Event::ContractNotAccepted { ground } => {
            publish!(ContractNotAccepted, code: ground.as_str().to_owned())
        }
        Event::ContractAccepted {
            accepted_on,
            regime,
            due_on,
        } => publish!(
            ContractAccepted,
            accepted_on: accepted_on.to_string(),
            regime: regime.as_str().to_owned(),
            due_on: due_on.to_string()
        ),
        Event::ContractSupplementAsked => publish!(ContractSupplementAsked),
        Event::ContractSupplemented {
            accepted_on,
            due_on,
        } => {
            publish!(ContractSupplemented, accepted_on: accepted_on.to_string(), due_on: due_on.to_string());
        }
        Event::ContractClassified {
            kind,
            total,
            technical,
        } => publish!(
            ContractClassified,
            kind: kind.as_str().to_owned(),
            total_amount_fen: total.get(),
            technical_amount_fen: technical.map_or(0, Fen::get)
        ),
        Event::ContractExpertReviewAsked => publish!(ContractExpertReviewAsked),
        Event::ContractOpinionGiven => publish!(ContractOpinionGiven),
        Event::ContractSentBack => publish!(ContractSentBack),
        Event::ContractRejected { ground } => {
            publish!(ContractRejected, code: ground.as_str().to_owned())
        }
        Event::ContractWithdrawn => publish!(ContractWithdrawn),
        Event::ContractSentToManual { hook, failure } => {
            publish!(ContractSentToManual, hook: hook.clone(), failure: failure.clone());
        }
        Event::ContractManualResolved => publish!(ContractManualResolved),
        Event::ContractReopened => publish!(ContractReopened),
        Event::ContractRegistered { version } => {
            publish!(ContractRegistered, version: registered(version))
        }
        Event::ContractAmendmentAsked => publish!(ContractAmendmentAsked),
        Event::ContractAmendmentReviewed => publish!(ContractAmendmentReviewed),
        Event::ContractAmendmentEnded { outcome } => {
            publish!(ContractAmendmentEnded, outcome: outcome.as_str().to_owned());
        }
        Event::ContractAmended { version } => {
            publish!(ContractAmended, version: registered(version))
        }
        Event::ContractDeregistered { version, ground } => {
            publish!(ContractDeregistered, version: registered(version), ground: ground.as_str().to_owned());
        }
        Event::ContractAnnulled { version } => {
            publish!(ContractAnnulled, version: registered(version))
        }
    }
}

fn registered(version: &RegisteredVersion) -> Option<v1::RegisteredVersion> {
    Some(v1::RegisteredVersion {
        number: version.number.clone(),
        kind: version.kind.as_str().to_owned(),
        total_amount_fen: version.total.get(),
        technical_amount_fen: version.technical.map_or(0, Fen::get),
        registered_on: version.registered_on.to_string(),
        in_force_from: version.in_force_from.to_string(),
        seller_division: version.seller_division.clone(),
        form_version: version.form_version,
    })
}
