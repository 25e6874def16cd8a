//! The other side signs: NEGOTIATING → INTENT.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::events::v1::{Negotiation, SignIntentRequest};

use super::{EventsApi, negotiation_step};
use crate::domain::negotiation::Command;
use crate::error::Error;

pub async fn handle(
    api: EventsApi,
    caller: Caller,
    input: SignIntentRequest,
    key: RequestKey,
) -> Result<Negotiation, Error> {
    if input.etag.is_empty() {
        return Err(Error::field(
            "etag",
            "ETAG_MISSING",
            "请先读取待签署的意向",
            "read what is to be signed first, and send its etag",
        ));
    }
    let command = Command::SignIntent;
    let at = (input.name.as_str(), input.etag.as_str());
    negotiation_step::take(api, caller, at, key, command).await
}
