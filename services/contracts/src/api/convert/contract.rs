//! The contract as callers see it.
use chrono::NaiveDate;
use kezhuan_cases::convert::rule_pin;
use kezhuan_law::{Fen, Localized};
use kezhuan_protocol::contracts::v1;
use kezhuan_rpc::etag;

use super::{date, form, instant};
use crate::api::names::CONTRACTS;
use crate::domain::contract::{
    Acceptance, Amendment, Classification, Contract, ContractVersion, ManualCase, ManualDecision,
    Opinion, Refusal, Registration, State,
};
use crate::domain::numbers::national_number_warning;
use crate::store::contracts::Case;

/// The message of a contract on a day.
pub fn answer(case: &Case, today: NaiveDate) -> v1::Contract {
    let contract = &case.contract;
    let missing = contract.missing_materials(&case.materials);
    v1::Contract {
        name: CONTRACTS.name(contract.id),
        number: contract.number.clone(),
        paper_number: contract.paper_number.clone().unwrap_or_default(),
        tenant: contract.tenant.clone(),
        etag: etag::of(contract.version),
        state: state(contract.state).into(),
        manual_from: contract
            .manual
            .as_ref()
            .map_or(0, |manual| state(manual.from).into()),
        form: Some(form::write(&contract.form)),
        acceptance: contract.acceptance.as_ref().map(acceptance),
        classification: contract.classification.as_ref().map(classification),
        opinions: contract.opinions.iter().map(opinion).collect(),
        registration: contract
            .registration
            .as_ref()
            .map(|entry| registration(entry, contract)),
        refusal: contract.refusal.as_ref().map(refusal),
        pending_amendment: contract.amendment.as_ref().map(amendment),
        form_version: contract.form_version,
        rule_pins: rule_pin::messages(&contract.pins),
        low_technical_share: contract.low_technical_share(),
        overdue: contract.overdue(today),
        missing_materials: missing
            .into_iter()
            .map(|material| material.as_str().to_owned())
            .collect(),
        create_time: Some(instant(case.create_time)),
        update_time: Some(instant(case.update_time)),
        parties: contract
            .parties
            .iter()
            .map(|party| v1::Party {
                organisation: party.organisation.clone(),
                capacity: party.capacity.as_str().to_owned(),
            })
            .collect(),
        check_due_on: date(contract.check_due_on),
        lapses_on: date(contract.lapses_on),
        promise_missed: contract.promise_missed(today),
        warnings: warnings(case),
        manual: contract.manual.as_ref().map(manual),
        manual_decisions: contract.manual_decisions.iter().map(by_hand).collect(),
    }
}

fn manual(case: &ManualCase) -> v1::ManualCase {
    v1::ManualCase {
        hook: case.hook.clone(),
        failure: case.failure.clone(),
    }
}

fn by_hand(decision: &ManualDecision) -> v1::ManualDecision {
    v1::ManualDecision {
        hook: decision.hook.clone(),
        reason: decision.reason.clone(),
        decided_on: decision.decided_on.to_string(),
    }
}

/// What a person should look at.
fn warnings(case: &Case) -> Vec<v1::Warning> {
    let twin = Localized::fixed(
        "登记簿中已有同一合同(当事人、签订日期、项目名称和金额相同),请核对是否重复登记",
        "the register holds the same contract (parties, day, subject and price); it can't be registered twice",
    );
    let number = case.contract.registration.as_ref();
    let number =
        number.and_then(|entry| national_number_warning(entry.national_number.as_deref()?));
    let twin = case
        .has_registered_twin
        .then_some(("DUPLICATE_REGISTRATION", twin));
    let number = number.map(|text| ("NATIONAL_NUMBER_UNUSUAL", text));
    let all = twin.into_iter().chain(number);
    all.map(|(code, text)| v1::Warning {
        code: code.to_owned(),
        zh: text.zh.into_owned(),
        en: text.en.into_owned(),
    })
    .collect()
}

/// The message of one registered version.
pub fn version(version: &ContractVersion) -> v1::ContractVersion {
    v1::ContractVersion {
        form_version: version.form_version,
        in_force_from: version.in_force_from.to_string(),
        form: Some(form::write(&version.form)),
        classification: Some(classification(&version.classification)),
    }
}

/// The state's message value; both lists have the same names.
fn state(state: State) -> v1::contract::State {
    v1::contract::State::from_str_name(state.as_str()).unwrap_or_default()
}

fn acceptance(accepted: &Acceptance) -> v1::Acceptance {
    v1::Acceptance {
        accepted_on: accepted.accepted_on.to_string(),
        regime: accepted.regime.as_str().to_owned(),
        due_on: accepted.due_on.to_string(),
        legal_due_on: accepted.legal_due_on.to_string(),
        track: accepted.track.as_str().to_owned(),
        promised_working_days: days(accepted.promised_working_days.unwrap_or_default()),
    }
}

fn classification(found: &Classification) -> v1::Classification {
    let items = found.price_items.as_deref().unwrap_or_default();
    v1::Classification {
        kind: found.kind.as_str().to_owned(),
        total_amount_fen: found.total.get(),
        technical_amount_fen: found.technical.map(Fen::get),
        deducted_fen: found.deducted.get(),
        disputed: found.disputed,
        decision: found.decision.as_str().to_owned(),
        code: found
            .ground
            .map_or("OK", |ground| ground.as_str())
            .to_owned(),
        recognition: found.findings.map(form::write_findings),
        price_items: items.iter().map(form::write_price_item).collect(),
        price_items_reviewed: found.price_items.is_some(),
        currency_amount_minor: found.currency_amount_minor,
    }
}

fn opinion(given: &Opinion) -> v1::ExpertOpinion {
    v1::ExpertOpinion {
        expert: given.expert.clone(),
        recognise: given.recognise,
        opinion: given.text.clone(),
        contract_version: given.on_version,
    }
}

fn registration(entry: &Registration, contract: &Contract) -> v1::Registration {
    v1::Registration {
        registered_on: entry.registered_on.to_string(),
        certificate_number: entry.certificate_number.clone(),
        national_number: entry.national_number.clone().unwrap_or_default(),
        total_amount_fen: contract.total().get(),
        technical_amount_fen: contract.technical().map(Fen::get),
        kind: contract.kind_code().to_owned(),
    }
}

fn refusal(refusal: &Refusal) -> v1::Refusal {
    v1::Refusal {
        code: refusal.code.clone(),
        note: refusal.note.clone(),
        decided_on: date(Some(refusal.decided_on)),
    }
}

fn amendment(asked: &Amendment) -> v1::Amendment {
    v1::Amendment {
        form: Some(form::write(&asked.form)),
        reason: asked.reason.clone(),
        requested_on: asked.requested_on.to_string(),
        first_review_passed: asked.review.is_some(),
        classification: asked.review.as_ref().map(classification),
    }
}

fn days(days: u32) -> i32 {
    i32::try_from(days).unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_has_its_message_value() {
        for known in State::ALL {
            assert_eq!(state(*known).as_str_name(), known.as_str());
        }
    }
}
