//! Domain events of a contract as they travel.
use kezhuan_database::Write;
use kezhuan_law::Fen;
use kezhuan_protocol::contracts::v1;

use crate::api::names::CONTRACTS;
use crate::domain::contract::{Decided, Event, RegisteredVersion};

/// Publishes one message of a decided step, with the fields it has beside `moved`.
macro_rules! publish {
    ($write:ident, $decided:ident, $name:ident $(, $field:ident: $value:expr)*) => {{
        let contract = &$decided.contract;
        let message = v1::$name { moved: moved($decided) $(, $field: $value)* };
        $write.publish("contract", contract.id, contract.event_sequence, &message);
    }};
}

/// Publishes what a step led to, with the write it stands in.
pub fn publish(write: &mut Write, decided: &Decided) {
    match &decided.event {
        Event::ContractSubmitted => publish!(write, decided, ContractSubmitted),
        Event::ContractResubmitted => publish!(write, decided, ContractResubmitted),
        Event::ContractReturned { ground } => {
            publish!(write, decided, ContractReturned, code: ground.as_str().into())
        }
        Event::ContractLapsed => publish!(write, decided, ContractLapsed),
        Event::ContractNotAccepted { ground } => {
            publish!(write, decided, ContractNotAccepted, code: ground.as_str().into())
        }
        Event::ContractSupplementAsked => publish!(write, decided, ContractSupplementAsked),
        Event::ContractExpertReviewAsked => publish!(write, decided, ContractExpertReviewAsked),
        Event::ContractOpinionGiven => publish!(write, decided, ContractOpinionGiven),
        Event::ContractSentBack => publish!(write, decided, ContractSentBack),
        Event::ContractRejected { ground } => {
            publish!(write, decided, ContractRejected, code: ground.as_str().into())
        }
        Event::ContractWithdrawn => publish!(write, decided, ContractWithdrawn),
        Event::ContractManualResolved => publish!(write, decided, ContractManualResolved),
        Event::ContractReopened => publish!(write, decided, ContractReopened),
        Event::ContractAmendmentAsked => publish!(write, decided, ContractAmendmentAsked),
        Event::ContractAmendmentReviewed => publish!(write, decided, ContractAmendmentReviewed),
        Event::ContractAmendmentEnded { outcome } => {
            publish!(write, decided, ContractAmendmentEnded, outcome: outcome.as_str().into())
        }
        Event::ContractRegistered { version } => {
            publish!(write, decided, ContractRegistered, version: registered(version))
        }
        Event::ContractAmended { version } => {
            publish!(write, decided, ContractAmended, version: registered(version))
        }
        Event::ContractDeregistered { version, ground } => {
            let ground = ground.as_str().into();
            publish!(write, decided, ContractDeregistered, version: registered(version), ground: ground)
        }
        Event::ContractAnnulled { version } => {
            publish!(write, decided, ContractAnnulled, version: registered(version))
        }
        Event::ContractAccepted { .. }
        | Event::ContractSupplemented { .. }
        | Event::ContractClassified { .. }
        | Event::ContractSentToManual { .. } => publish_reviewed(write, decided),
    }
}

/// The steps of the review that carry figures of their own.
fn publish_reviewed(write: &mut Write, decided: &Decided) {
    match &decided.event {
        Event::ContractAccepted {
            accepted_on,
            regime,
            due_on,
        } => publish!(
            write, decided, ContractAccepted,
            accepted_on: accepted_on.to_string(),
            regime: regime.as_str().into(),
            due_on: due_on.to_string()
        ),
        Event::ContractSupplemented {
            accepted_on,
            due_on,
        } => publish!(
            write, decided, ContractSupplemented,
            accepted_on: accepted_on.to_string(),
            due_on: due_on.to_string()
        ),
        Event::ContractClassified {
            kind,
            total,
            technical,
        } => publish!(
            write, decided, ContractClassified,
            kind: kind.as_str().into(),
            total_amount_fen: total.get(),
            technical_amount_fen: technical.map(Fen::get)
        ),
        Event::ContractSentToManual { hook, failure } => {
            publish!(write, decided, ContractSentToManual, hook: hook.clone(), failure: failure.clone())
        }
        _ => {}
    }
}

fn moved(decided: &Decided) -> Option<v1::ContractMoved> {
    let contract = &decided.contract;
    Some(v1::ContractMoved {
        contract: CONTRACTS.name(contract.id),
        from_state: decided.from.as_str().to_owned(),
        to_state: contract.state.as_str().to_owned(),
        version: contract.version,
    })
}

fn registered(version: &RegisteredVersion) -> Option<v1::RegisteredVersion> {
    Some(v1::RegisteredVersion {
        number: version.number.clone(),
        kind: version.kind.as_str().to_owned(),
        total_amount_fen: version.total.get(),
        technical_amount_fen: version.technical.map(Fen::get),
        registered_on: version.registered_on.to_string(),
        in_force_from: version.in_force_from.to_string(),
        seller_division: version.seller_division.clone(),
        form_version: version.form_version,
        seller_organisation: version.seller_organisation.clone(),
        buyer_type: version.buyer_type.clone(),
        buyer_organisation: version.buyer_organisation.clone(),
        buyer_credit_code: version.buyer_credit_code.clone(),
        seller_credit_code: version.seller_credit_code.clone(),
    })
}
