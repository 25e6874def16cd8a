//! One side accepts; once both have, SUGGESTED → NEGOTIATING.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::events::v1::{AcceptNegotiationRequest, Negotiation};

use super::{EventsApi, negotiation_step};
use crate::domain::negotiation::Command;
use crate::error::Error;

pub async fn handle(
    api: EventsApi,
    caller: Caller,
    input: AcceptNegotiationRequest,
    key: RequestKey,
) -> Result<Negotiation, Error> {
    let command = Command::Accept {
        credit_code: input.credit_code.clone(),
    };
    let at = (input.name.as_str(), input.etag.as_str());
    negotiation_step::take(api, caller, at, key, command).await
}
