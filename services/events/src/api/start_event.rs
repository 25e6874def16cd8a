//! CLOSED_REG → RUNNING, by the organiser.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::events::v1::{Event, StartEventRequest};

use super::{EventsApi, event_step};
use crate::domain::event::Command;
use crate::error::Error;

pub async fn handle(
    api: EventsApi,
    caller: Caller,
    input: StartEventRequest,
    key: RequestKey,
) -> Result<Event, Error> {
    let at = (input.name.as_str(), input.etag.as_str());
    event_step::take(api, caller, at, key, Command::Start).await
}
