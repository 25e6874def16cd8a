//! What happened to a call, as others hear it.
use kezhuan_database::Write;
use kezhuan_protocol::agriculture::v1;

use crate::api::convert::call::level;
use crate::api::names::CALLS;
use crate::domain::call::Call;
use crate::store::calls::AGGREGATE;
use crate::store::stored::Stored;

/// The names under which they travel.
pub const OPENED: &str = "CallOpened";
pub const CLOSED: &str = "CallClosed";

/// Publishes that a call was opened.
pub fn publish_opened(write: &mut Write, after: &Stored<Call>) {
    let call = &after.body;
    let event = v1::CallOpened {
        moved: moved(call),
        opens_on: call.opens_on.to_string(),
        closes_on: call.closes_on.to_string(),
    };
    write.publish(AGGREGATE, call.id, after.event_sequence, &event);
}

/// Publishes that a call takes nothing more.
pub fn publish_closed(write: &mut Write, after: &Stored<Call>) {
    let call = &after.body;
    let event = v1::CallClosed { moved: moved(call) };
    write.publish(AGGREGATE, call.id, after.event_sequence, &event);
}

fn moved(call: &Call) -> Option<v1::CallMoved> {
    Some(v1::CallMoved {
        call: CALLS.name(call.id),
        tenant: call.tenant.clone(),
        level: level(call.level).into(),
        programme_name: call.programme_name.clone(),
        version: call.version,
    })
}
