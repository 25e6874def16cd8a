//! Changes the places of a role: more of them go to whoever waits, in order; fewer evict nobody.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::events::v1::{ChangeQuotaRequest, Event};

use super::{EventsApi, convert, event_step};
use crate::domain::event::Command;
use crate::error::Error;

pub async fn handle(
    api: EventsApi,
    caller: Caller,
    input: ChangeQuotaRequest,
    key: RequestKey,
) -> Result<Event, Error> {
    let command = Command::ChangeQuota {
        role: convert::event_message::read_role("role", input.role)?,
        places: input.places,
    };
    let at = (input.name.as_str(), input.etag.as_str());
    event_step::take(api, caller, at, key, command).await
}
