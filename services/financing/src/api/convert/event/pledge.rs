//! What happened to a pledge, as others hear it.
use kezhuan_database::Write;
use kezhuan_protocol::financing::v1;

use crate::api::names::{LOANS, PLEDGES};
use crate::domain::pledge::{Event, Pledge, State};
use crate::store::pledges::AGGREGATE;
use crate::store::stored::Stored;

/// One event of a pledge: `publish!(write, after, from, Name, field: value …)`.
macro_rules! publish {
    ($write:expr, $after:expr, $from:expr, $message:ident $(, $field:ident: $value:expr)*) => {{
        let event = v1::$message { moved: moved(&$after.body, $from), $($field: $value),* };
        $write.publish(AGGREGATE, $after.body.id, $after.event_sequence, &event);
    }};
}

/// Publishes that a pledge was prepared.
pub fn prepared(write: &mut Write, stored: &Stored<Pledge>) {
    publish!(write, stored, None, PledgePrepared);
}

/// Publishes the one event of a step that led here from `from`.
pub fn publish(write: &mut Write, after: &Stored<Pledge>, from: State, event: &Event) {
    let from = Some(from);
    match event {
        Event::PledgeAgreedTo => publish!(write, after, from, PledgeAgreedTo),
        Event::PledgeFiled { answer_due_on } => {
            publish!(write, after, from, PledgeFiled, answer_due_on: answer_due_on.to_string());
        }
        Event::PledgeDefective { defect } => {
            publish!(write, after, from, PledgeDefective, defect: defect.clone());
        }
        Event::PledgeRefiled { answer_due_on } => {
            publish!(write, after, from, PledgeRefiled, answer_due_on: answer_due_on.to_string());
        }
        Event::PledgeEffective { certificate } => {
            publish!(write, after, from, PledgeEffective, certificate: certificate.clone());
        }
        Event::PledgeRefused { code } => {
            publish!(write, after, from, PledgeRefused, code: code.clone());
        }
        Event::PledgeChanged {
            registration_version,
        } => publish!(
            write, after, from, PledgeChanged,
            registration_version: i32::try_from(*registration_version).unwrap_or(i32::MAX)
        ),
        Event::PledgeReleasing => publish!(write, after, from, PledgeReleasing),
        Event::PledgeReleased => publish!(write, after, from, PledgeReleased),
        Event::PledgeRealised => publish!(write, after, from, PledgeRealised),
        Event::PledgeWithdrawn => publish!(write, after, from, PledgeWithdrawn),
    }
}

fn moved(pledge: &Pledge, from: Option<State>) -> Option<v1::PledgeMoved> {
    Some(v1::PledgeMoved {
        pledge: PLEDGES.name(pledge.id),
        loan: LOANS.name(pledge.loan),
        bank: pledge.bank.clone(),
        borrower: pledge.borrower.clone(),
        pledgor: pledge.pledgor.clone(),
        from_state: from.map(State::as_str).unwrap_or_default().to_owned(),
        to_state: pledge.state.as_str().to_owned(),
        version: pledge.version,
    })
}
