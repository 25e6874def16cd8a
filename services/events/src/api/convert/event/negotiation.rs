//! What happened to a negotiation, as others hear it.
use kezhuan_database::Write;
use kezhuan_protocol::events::v1;
use kezhuan_protocol::events::v1::negotiation as parts;

use crate::api::convert::negotiation as message;
use crate::api::names::{CONTRACTS, EVENTS, NEGOTIATIONS};
use crate::domain::negotiation::{Event, Negotiation, State};
use crate::store::negotiations::AGGREGATE;
use crate::store::stored::Stored;

/// One event of a negotiation: `publish!(write, after, from, Name, field: value …)`.
macro_rules! publish {
    ($write:expr, $after:expr, $from:expr, $message:ident $(, $field:ident: $value:expr)*) => {{
        let event = v1::$message { moved: moved(&$after.body, $from), $($field: $value),* };
        $write.publish(AGGREGATE, $after.body.id, $after.event_sequence, &event);
    }};
}

/// The name of the first event.
pub const PROPOSED: &str = "NegotiationProposed";

/// Publishes that a negotiation was proposed.
pub fn proposed(write: &mut Write, stored: &Stored<Negotiation>) {
    publish!(
        write, stored, None, NegotiationProposed,
        proposed_by: stored.body.proposed_by.clone()
    );
}

/// Publishes the one event of a step that led here from `from`.
pub fn publish(write: &mut Write, after: &Stored<Negotiation>, from: State, event: &Event) {
    let from = Some(from);
    match event {
        Event::NegotiationAccepted { side } => publish!(
            write, after, from, NegotiationAccepted,
            side: message::side(*side).into()
        ),
        Event::NegotiationBegun { side } => publish!(
            write, after, from, NegotiationBegun,
            side: message::side(*side).into()
        ),
        Event::TalkRecorded { held_on } => publish!(
            write, after, from, TalkRecorded,
            held_on: held_on.to_string()
        ),
        Event::IntentProposed { side } => publish!(
            write, after, from, IntentProposed,
            side: message::side(*side).into()
        ),
        Event::IntentSigned { intent } => publish!(
            write, after, from, IntentSigned,
            intent: Some(message::intent(intent))
        ),
        Event::FollowUpReported { months, progress } => publish!(
            write, after, from, FollowUpReported,
            months: *months,
            progress: parts::Progress::from_str_name(progress.as_str()).unwrap_or_default().into()
        ),
        Event::ContractNamed { contract } => publish!(
            write, after, from, ContractNamed,
            contract: CONTRACTS.name(*contract)
        ),
        Event::ContractDropped { contract } => publish!(
            write, after, from, ContractDropped,
            contract: CONTRACTS.name(*contract)
        ),
        Event::NegotiationContracted { outcome } => publish!(
            write, after, from, NegotiationContracted,
            outcome: Some(message::outcome(outcome))
        ),
        Event::OutcomeJudgedAgain { outcome } => publish!(
            write, after, from, OutcomeJudgedAgain,
            outcome: Some(message::outcome(outcome))
        ),
        Event::NegotiationReminded {
            reminder,
            months,
            due_on,
        } => publish!(
            write, after, from, NegotiationReminded,
            kind: reminder.as_str().to_owned(),
            months: *months,
            due_on: due_on.to_string()
        ),
        Event::NegotiationEnded { code } => publish!(
            write, after, from, NegotiationEnded,
            code: parts::ending::Code::from_str_name(code.as_str()).unwrap_or_default().into(),
            organisation: after.body.ending.as_ref().map(|ending| ending.organisation.clone()).unwrap_or_default()
        ),
    }
}

fn moved(negotiation: &Negotiation, from: Option<State>) -> Option<v1::NegotiationMoved> {
    Some(v1::NegotiationMoved {
        negotiation: NEGOTIATIONS.name(negotiation.id),
        number: negotiation.number.clone(),
        event: EVENTS.name(negotiation.event),
        event_title: negotiation.event_title.clone(),
        event_division: negotiation.division.clone(),
        event_ends_on: negotiation.event_ends_on.to_string(),
        organiser: negotiation.organiser.clone(),
        provider: negotiation.provider.organisation.clone(),
        seeker: negotiation.seeker.organisation.clone(),
        from_state: from.map(State::as_str).unwrap_or_default().to_owned(),
        to_state: negotiation.state.as_str().to_owned(),
        version: negotiation.version,
    })
}
