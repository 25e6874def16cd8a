//! The attendance list or the badges of an event as a file, streamed.
use kezhuan_auth::Caller;
use kezhuan_protocol::events::v1::export_registrations_request::Document;
use kezhuan_protocol::events::v1::{ExportRegistrationsRequest, ExportRegistrationsResponse};

use super::documents::badges::{Wearer, badges};
use super::documents::people::attendance;
use super::names::EVENTS;
use super::{Chunks, EventsApi, acting};
use crate::domain::of_event::OfEvent;
use crate::domain::registration::Registration;
use crate::domain::registration::ticket::Claim;
use crate::error::Error;
use crate::store::stored::Stored;
use crate::store::{announced, events};

const CHUNK_BYTES: usize = 256 * 1024;

pub async fn handle(
    api: EventsApi,
    caller: Caller,
    input: ExportRegistrationsRequest,
) -> Result<Chunks<ExportRegistrationsResponse>, Error> {
    let id = EVENTS.parse_field("event", &input.event)?;
    let document = input.document();
    if document == Document::Unspecified {
        let (zh, en) = ("应为 ATTENDANCE 或 BADGES", "ATTENDANCE or BADGES");
        return Err(Error::field("document", "CODE_UNKNOWN", zh, en));
    }
    let actor = acting::actor(&caller);
    let read = api.database.read(&caller, async |connection| {
        let event = events::find(connection, id).await?;
        let event = event.ok_or_else(|| EVENTS.not_found(id))?;
        OfEvent::from(&event.body).run_by(&actor)?;
        let people = announced::people(connection, id).await?;
        Ok::<_, Error>((event.body, people))
    });
    let (event, people) = read.await?;
    let file = tokio::task::spawn_blocking(move || match document {
        Document::Badges => badges(&event, &with_tickets(&api, people)),
        Document::Attendance | Document::Unspecified => Ok(attendance(&event, &people)?),
    });
    let file = file.await.map_err(anyhow::Error::from)?;
    let file: Vec<u8> = file?;
    let count = file.len().div_ceil(CHUNK_BYTES);
    let chunks = (0..count).map(move |index| {
        let chunk = file.chunks(CHUNK_BYTES).nth(index);
        Ok(ExportRegistrationsResponse {
            chunk: chunk.unwrap_or_default().to_vec(),
        })
    });
    Ok(Box::pin(futures::stream::iter(chunks)))
}

fn with_tickets(api: &EventsApi, people: Vec<Stored<Registration>>) -> Vec<Wearer> {
    let worn = people.into_iter().map(|stored| Wearer {
        code: api.tickets.sign(&Claim::of(&stored.body)),
        registration: stored.body,
    });
    worn.collect()
}
