//! Any state before RUNNING → CANCELLED.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::events::v1::{CancelEventRequest, Event};

use super::{EventsApi, event_step};
use crate::domain::event::Command;
use crate::error::Error;

pub async fn handle(
    api: EventsApi,
    caller: Caller,
    input: CancelEventRequest,
    key: RequestKey,
) -> Result<Event, Error> {
    let command = Command::Cancel {
        reason: input.reason.clone(),
    };
    let at = (input.name.as_str(), input.etag.as_str());
    event_step::take(api, caller, at, key, command).await
}
