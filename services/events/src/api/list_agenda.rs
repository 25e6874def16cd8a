//! The agenda of an event, by day, time and stage; everybody reads it who reads the event.
use kezhuan_auth::Caller;
use kezhuan_protocol::events::v1::{ListAgendaRequest, ListAgendaResponse};
use kezhuan_rpc::page;

use super::names::EVENTS;
use super::{EventsApi, convert, hanging};
use crate::error::Error;
use crate::store::agenda::{self, Place};

pub async fn handle(
    api: EventsApi,
    caller: Caller,
    input: ListAgendaRequest,
) -> Result<ListAgendaResponse, Error> {
    let size = page::size(input.page_size)?;
    let after: Option<Place> = page::start(&input.page_token)?;
    let event = EVENTS.parse_field("event", &input.event)?;
    let read = api.database.read(&caller, async |connection| {
        hanging::of(connection, event).await?;
        agenda::list(connection, event, after.as_ref(), size).await
    });
    let mut lines = read.await?;
    let next_page_token = page::cut(&mut lines, size, |last| Place {
        day: last.day,
        starts_at: last.starts_at,
        project_id: last.project_id,
    });
    Ok(ListAgendaResponse {
        items: lines.iter().map(convert::project::line).collect(),
        next_page_token,
    })
}
