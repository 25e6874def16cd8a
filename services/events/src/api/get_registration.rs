//! One registration.
use kezhuan_auth::Caller;
use kezhuan_protocol::events::v1::{GetRegistrationRequest, Registration};

use super::{EventsApi, convert, registration_step};
use crate::error::Error;

pub async fn handle(
    api: EventsApi,
    caller: Caller,
    input: GetRegistrationRequest,
) -> Result<Registration, Error> {
    let stored = registration_step::open(&api, &caller, (&input.name, "")).await?;
    Ok(convert::registration::message(&stored, &caller))
}
