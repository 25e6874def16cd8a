//! What happened to an event, as others hear it.
use kezhuan_database::Write;
use kezhuan_protocol::events::v1;

use crate::api::convert::day;
use crate::api::convert::event_message::{kind, role};
use crate::api::names::EVENTS;
use crate::domain::event::{Event, Happened, State};
use crate::store::check_ins::Attendance;
use crate::store::events::AGGREGATE;
use crate::store::stored::Stored;

/// One message of an event: `publish!(write, after, from, Name, field: value …)`.
macro_rules! publish {
    ($write:expr, $after:expr, $from:expr, $message:ident $(, $field:ident: $value:expr)*) => {{
        let event = v1::$message { moved: moved(&$after.body, $from), $($field: $value),* };
        $write.publish(AGGREGATE, $after.body.id, $after.event_sequence, &event);
    }};
}

/// Publishes the one message of a step that led here from `from`; `came` is who did, once that is settled.
pub fn publish(
    write: &mut Write,
    after: &Stored<Event>,
    from: State,
    happened: &Happened,
    came: Attendance,
) {
    match happened {
        Happened::EventApproved => publish!(write, after, from, EventApproved),
        Happened::EventPermitRecorded => publish!(
            write, after, from, EventPermitRecorded,
            permit_number: after.body.permit_number.clone()
        ),
        Happened::EventRegistrationOpened => publish!(
            write, after, from, EventRegistrationOpened,
            registration_until: after.body.form.registration_until.to_string()
        ),
        Happened::EventRegistrationClosed => {
            publish!(write, after, from, EventRegistrationClosed);
        }
        Happened::EventQuotaChanged {
            role: of,
            before,
            after: now,
        } => publish!(
            write, after, from, EventQuotaChanged,
            role: role(*of).into(), before: *before, after: *now
        ),
        Happened::EventStarted => publish!(write, after, from, EventStarted),
        Happened::EventFinished => publish!(write, after, from, EventFinished),
        Happened::EventFollowUpStarted { until } => publish!(
            write, after, from, EventFollowUpStarted,
            follow_up_until: day::told(*until), people: came.people, person_times: came.person_times
        ),
        Happened::EventArchived => publish!(write, after, from, EventArchived),
        Happened::EventCancelled { reason, is_lapsed } => publish!(
            write, after, from, EventCancelled,
            reason: reason.clone(), is_lapsed: *is_lapsed
        ),
    }
}

fn moved(event: &Event, from: State) -> Option<v1::EventMoved> {
    let form = &event.form;
    Some(v1::EventMoved {
        event: EVENTS.name(event.id),
        number: event.number.clone(),
        organiser: event.organiser.clone(),
        division: event.division.clone(),
        kind: kind(form.kind).into(),
        title: form.title.clone(),
        starts_on: form.starts_on.to_string(),
        ends_on: form.ends_on.to_string(),
        from_state: from.as_str().to_owned(),
        to_state: event.state.as_str().to_owned(),
        version: event.version,
    })
}
