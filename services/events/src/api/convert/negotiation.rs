//! A negotiation as its parties and the authorities see it.
use kezhuan_law::Fen;
use kezhuan_protocol::events::v1;
use kezhuan_protocol::events::v1::negotiation as parts;
use kezhuan_rpc::etag;
use uuid::Uuid;

use super::{day, instant};
use crate::api::names::{ACHIEVEMENTS, CONTRACTS, EVENTS, NEEDS, NEGOTIATIONS, PROJECTS};
use crate::domain::negotiation::{
    Ending, FollowUp, Intent, Negotiation, Outcome, Party, Side, Talk, Terms,
};
use crate::store::stored::Stored;

/// A negotiation. Whoever sees it sees organisations, and no people.
pub fn message(stored: &Stored<Negotiation>, terms: &Terms) -> v1::Negotiation {
    let found = &stored.body;
    let state = parts::State::from_str_name(found.state.as_str());
    let origin = found.origin;
    let named = |id: Option<Uuid>, collection: kezhuan_rpc::Collection| {
        id.map(|id| collection.name(id)).unwrap_or_default()
    };
    let contract = found.contract.as_ref().map(|named| named.contract);
    v1::Negotiation {
        name: NEGOTIATIONS.name(found.id),
        number: found.number.clone(),
        tenant: stored.tenant.clone(),
        etag: etag::of(found.version),
        state: state.unwrap_or_default().into(),
        event: EVENTS.name(found.event),
        provider: Some(party(&found.provider)),
        seeker: Some(party(&found.seeker)),
        topic: found.topic.clone(),
        need: named(origin.need, NEEDS),
        achievement: named(origin.achievement, ACHIEVEMENTS),
        project: named(origin.project, PROJECTS),
        proposed_by: found.proposed_by.clone(),
        proposed_on: found.proposed_on.to_string(),
        provider_accepted: found.provider_accepted.is_some(),
        seeker_accepted: found.seeker_accepted.is_some(),
        talks: found.talks.iter().map(talk).collect(),
        proposed_intent: found.proposed_intent.as_ref().map(intent),
        intent: found.intent.as_ref().map(intent),
        follow_ups: found.follow_ups.iter().map(follow_up).collect(),
        contract: named(contract, CONTRACTS),
        outcome: found.outcome.as_ref().map(outcome),
        ending: found.ending.as_ref().map(ending),
        idle_until: day::told(found.idle_until(terms)),
        create_time: Some(instant(stored.create_time)),
        update_time: Some(instant(stored.update_time)),
    }
}

fn party(party: &Party) -> parts::Party {
    parts::Party {
        organisation: party.organisation.clone(),
        display_name: party.display_name.clone(),
        credit_code: party.credit_code.clone(),
    }
}

/// The same side by its number.
pub fn side(side: Side) -> parts::Side {
    parts::Side::from_str_name(side.as_str()).unwrap_or_default()
}

fn talk(talk: &Talk) -> parts::Talk {
    parts::Talk {
        held_on: talk.held_on.to_string(),
        note: talk.note.clone(),
        organisation: talk.recorded.organisation.clone(),
    }
}

/// An intent, proposed or signed.
pub fn intent(intent: &Intent) -> parts::Intent {
    parts::Intent {
        subject: intent.subject.clone(),
        amount_fen: intent.amount.get(),
        signed_on: intent.signed_on.to_string(),
        proposed_by: side(intent.proposed_by).into(),
    }
}

fn follow_up(follow_up: &FollowUp) -> parts::FollowUp {
    let answer = follow_up.answer.as_ref();
    let progress = answer.map(|answer| answer.progress.as_str());
    let progress = progress.and_then(parts::Progress::from_str_name);
    parts::FollowUp {
        months: follow_up.months,
        due_on: follow_up.due_on.to_string(),
        reported_on: day::told(answer.map(|answer| answer.reported.on)),
        progress: progress.unwrap_or_default().into(),
        note: answer.map(|answer| answer.note.clone()).unwrap_or_default(),
        organisation: answer
            .map(|answer| answer.reported.organisation.clone())
            .unwrap_or_default(),
    }
}

/// What the register says of the named contract, and the card of that.
pub fn outcome(outcome: &Outcome) -> parts::Outcome {
    let contract = &outcome.contract;
    let status = parts::ContractStatus::from_str_name(contract.status.as_str());
    let reasons = outcome.reasons.iter();
    parts::Outcome {
        contract: CONTRACTS.name(contract.id),
        number: contract.number.clone(),
        status: status.unwrap_or_default().into(),
        registered_on: contract.registered_on.to_string(),
        total_amount_fen: contract.total.get(),
        technical_amount_fen: contract.technical.map(Fen::get),
        same_parties: outcome.has_same_parties,
        counts: outcome.counts(),
        reasons: reasons.map(|reason| reason.as_str().to_owned()).collect(),
        judged_on: outcome.judged_on.to_string(),
    }
}

fn ending(ending: &Ending) -> parts::Ending {
    let code = parts::ending::Code::from_str_name(ending.code.as_str());
    parts::Ending {
        code: code.unwrap_or_default().into(),
        note: ending.note.clone(),
        organisation: ending.organisation.clone(),
        ended_on: ending.on.to_string(),
    }
}
