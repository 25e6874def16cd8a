//! One negotiation.
use kezhuan_auth::Caller;
use kezhuan_protocol::events::v1::{GetNegotiationRequest, Negotiation};

use super::names::NEGOTIATIONS;
use super::{EventsApi, convert};
use crate::error::Error;
use crate::store::negotiations;

pub async fn handle(
    api: EventsApi,
    caller: Caller,
    input: GetNegotiationRequest,
) -> Result<Negotiation, Error> {
    let id = NEGOTIATIONS.parse(&input.name)?;
    let read = api.database.read(&caller, async |connection| {
        negotiations::find(connection, id).await
    });
    let stored = read.await?.ok_or_else(|| NEGOTIATIONS.not_found(id))?;
    Ok(convert::negotiation::message(
        &stored,
        &api.parameters.negotiation,
    ))
}
