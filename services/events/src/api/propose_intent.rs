//! One side signs an intent and proposes it to the other.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::events::v1::{Negotiation, ProposeIntentRequest};

use super::{EventsApi, convert, negotiation_step};
use crate::domain::negotiation::Command;
use crate::error::Error;

pub async fn handle(
    api: EventsApi,
    caller: Caller,
    input: ProposeIntentRequest,
    key: RequestKey,
) -> Result<Negotiation, Error> {
    let (name, etag) = (input.name.clone(), input.etag.clone());
    let command = Command::ProposeIntent(convert::negotiating::read_intent(input)?);
    negotiation_step::take(api, caller, (&name, &etag), key, command).await
}
