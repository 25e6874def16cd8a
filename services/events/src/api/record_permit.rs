//! Records the public-security permit of a large public event.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::events::v1::{Event, RecordPermitRequest};

use super::{EventsApi, event_step};
use crate::domain::event::Command;
use crate::error::Error;

pub async fn handle(
    api: EventsApi,
    caller: Caller,
    input: RecordPermitRequest,
    key: RequestKey,
) -> Result<Event, Error> {
    let command = Command::RecordPermit {
        number: input.permit_number.clone(),
    };
    let at = (input.name.as_str(), input.etag.as_str());
    event_step::take(api, caller, at, key, command).await
}
