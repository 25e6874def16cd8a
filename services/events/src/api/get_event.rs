//! One event, with who holds its places.
use kezhuan_auth::Caller;
use kezhuan_protocol::events::v1::{Event, GetEventRequest};

use super::names::EVENTS;
use super::{EventsApi, convert};
use crate::error::Error;
use crate::store::{events, places};

pub async fn handle(
    api: EventsApi,
    caller: Caller,
    input: GetEventRequest,
) -> Result<Event, Error> {
    let id = EVENTS.parse(&input.name)?;
    let read = api.database.read(&caller, async |connection| {
        let found = events::find(connection, id).await?;
        Ok::<_, Error>((found, places::find(connection, id).await?))
    });
    let (found, places) = read.await?;
    let found = found.ok_or_else(|| EVENTS.not_found(id))?;
    let message = convert::event_message::message(&found, &api.parameters.event, &caller);
    Ok(convert::event_message::with_places(
        message,
        places.as_ref(),
    ))
}
