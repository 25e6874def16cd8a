//! Any state before the event begins → CANCELLED; the place goes to the head of the waitlist.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::events::v1::{CancelRegistrationRequest, Registration};

use super::{EventsApi, registration_step};
use crate::domain::registration::Command;
use crate::error::Error;

pub async fn handle(
    api: EventsApi,
    caller: Caller,
    input: CancelRegistrationRequest,
    key: RequestKey,
) -> Result<Registration, Error> {
    let at = (input.name.as_str(), input.etag.as_str());
    registration_step::plain(api, caller, at, key, Command::Cancel).await
}
