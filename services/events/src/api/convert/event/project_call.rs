//! What happened to a call for projects, as others hear it.
use kezhuan_database::Write;
use kezhuan_protocol::events::v1;

use crate::api::names::{EVENTS, PROJECT_CALLS};
use crate::domain::project_call::ProjectCall;
use crate::store::project_calls::AGGREGATE;
use crate::store::stored::Stored;

/// The names under which they travel.
pub const OPENED: &str = "ProjectCallOpened";
pub const CLOSED: &str = "ProjectCallClosed";

/// Publishes that a call was opened.
pub fn publish_opened(write: &mut Write, after: &Stored<ProjectCall>) {
    let call = &after.body;
    let event = v1::ProjectCallOpened {
        moved: moved(call),
        opens_on: call.opens_on.to_string(),
        closes_on: call.closes_on.to_string(),
    };
    write.publish(AGGREGATE, call.id, after.event_sequence, &event);
}

/// Publishes that a call takes nothing more.
pub fn publish_closed(write: &mut Write, after: &Stored<ProjectCall>) {
    let call = &after.body;
    let event = v1::ProjectCallClosed { moved: moved(call) };
    write.publish(AGGREGATE, call.id, after.event_sequence, &event);
}

fn moved(call: &ProjectCall) -> Option<v1::ProjectCallMoved> {
    Some(v1::ProjectCallMoved {
        call: PROJECT_CALLS.name(call.id),
        event: EVENTS.name(call.event),
        organiser: call.organiser.clone(),
        title: call.title.clone(),
        version: call.version,
    })
}
