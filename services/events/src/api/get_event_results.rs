//! What came of one event, or of several: intents and contracts apart.
use kezhuan_auth::Caller;
use kezhuan_protocol::events::v1::{EventResults, GetEventResultsRequest};

use super::{EventsApi, convert, hanging};
use crate::error::Error;
use crate::store::event_results;

pub async fn handle(
    api: EventsApi,
    caller: Caller,
    input: GetEventResultsRequest,
) -> Result<EventResults, Error> {
    let scope = convert::negotiating::read_scope(&input)?;
    let read = api.database.read(&caller, async |connection| {
        if let Some(event) = scope.event {
            hanging::of(connection, event).await?;
        }
        event_results::of(connection, &scope).await
    });
    Ok(convert::negotiating::results(&read.await?, &scope))
}
