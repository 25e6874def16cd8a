//! What happened to a registration, as others hear it.
use kezhuan_database::Write;
use kezhuan_protocol::events::v1;

use crate::api::convert::event_message::role;
use crate::api::names::{EVENTS, REGISTRATIONS};
use crate::domain::registration::{Ending, Happened, Registration, State};
use crate::store::registrations::AGGREGATE;
use crate::store::stored::Stored;

/// One message of a registration: `publish!(write, after, from, Name, field: value …)`.
macro_rules! publish {
    ($write:expr, $after:expr, $from:expr, $message:ident $(, $field:ident: $value:expr)*) => {{
        let event = v1::$message { moved: moved(&$after.body, $from), $($field: $value),* };
        $write.publish(AGGREGATE, $after.body.id, $after.event_sequence, &event);
    }};
}

/// Publishes the one message of a step that led here from `from`.
pub fn publish(write: &mut Write, after: &Stored<Registration>, from: State, happened: &Happened) {
    match happened {
        Happened::RegistrationConfirmed => publish!(write, after, from, RegistrationConfirmed),
        Happened::RegistrationWaitlisted => publish!(write, after, from, RegistrationWaitlisted),
        Happened::RegistrationPromoted => publish!(write, after, from, RegistrationPromoted),
        Happened::RegistrationRefused { reasons, said } => publish!(
            write, after, from, RegistrationRefused,
            reasons: reasons.clone(), reason_text: said.clone()
        ),
        Happened::RegistrationRuleFailed { failure } => publish!(
            write, after, from, RegistrationRuleFailed,
            failure: failure.clone()
        ),
        Happened::RegistrationAskedAgain => publish!(write, after, from, RegistrationAskedAgain),
        Happened::RegistrationCancelled { ending } => {
            let (reason, text) = ended(ending);
            publish!(
                write, after, from, RegistrationCancelled,
                reason: reason.into(), reason_text: text
            );
        }
        Happened::RegistrationCheckedIn { session } => publish!(
            write, after, from, RegistrationCheckedIn,
            session: session.clone()
        ),
        Happened::RegistrationNoShow => publish!(write, after, from, RegistrationNoShow),
    }
}

fn ended(ending: &Ending) -> (v1::registration_cancelled::Reason, String) {
    use v1::registration_cancelled::Reason;
    match ending {
        Ending::ByPerson => (Reason::ByPerson, String::new()),
        Ending::EventCancelled { reason } => (Reason::EventCancelled, reason.clone()),
        Ending::EventOver => (Reason::EventOver, String::new()),
    }
}

fn moved(registration: &Registration, from: State) -> Option<v1::RegistrationMoved> {
    Some(v1::RegistrationMoved {
        registration: REGISTRATIONS.name(registration.id),
        event: EVENTS.name(registration.event),
        organisation: registration.organisation.clone(),
        person: registration.person.clone(),
        role: role(registration.role).into(),
        place: registration.place,
        from_state: from.as_str().to_owned(),
        to_state: registration.state.as_str().to_owned(),
        version: registration.version,
        event_title: registration.about.title.clone(),
        event_starts_on: registration.about.starts_on.to_string(),
        venue: registration.about.venue.clone(),
    })
}
