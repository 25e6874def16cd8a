//! One nomination.
use kezhuan_auth::Caller;
use kezhuan_protocol::events::v1::{GetNominationRequest, Nomination};

use super::{EventsApi, convert, nomination_step};
use crate::error::Error;

pub async fn handle(
    api: EventsApi,
    caller: Caller,
    input: GetNominationRequest,
) -> Result<Nomination, Error> {
    let (found, _) = nomination_step::open(&api, &caller, (&input.name, "")).await?;
    Ok(convert::nomination::message(&found, &caller))
}
