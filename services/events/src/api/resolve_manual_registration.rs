//! MANUAL → CONFIRMED, WAITLISTED or REFUSED, by a person.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::events::v1::{Registration, ResolveManualRegistrationRequest};

use super::{EventsApi, registration_step};
use crate::domain::registration::Command;
use crate::error::Error;

pub async fn handle(
    api: EventsApi,
    caller: Caller,
    input: ResolveManualRegistrationRequest,
    key: RequestKey,
) -> Result<Registration, Error> {
    let command = Command::Resolve {
        accept: input.accept,
        reason: input.reason.clone(),
    };
    let at = (input.name.as_str(), input.etag.as_str());
    registration_step::plain(api, caller, at, key, command).await
}
