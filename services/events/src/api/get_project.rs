//! One project.
use kezhuan_auth::Caller;
use kezhuan_protocol::events::v1::{GetProjectRequest, Project};

use super::names::PROJECTS;
use super::{EventsApi, convert, hanging};
use crate::error::Error;
use crate::store::projects;

pub async fn handle(
    api: EventsApi,
    caller: Caller,
    input: GetProjectRequest,
) -> Result<Project, Error> {
    let id = PROJECTS.parse(&input.name)?;
    let read = api.database.read(&caller, async |connection| {
        let found = projects::find(connection, id, &caller.subject).await?;
        let found = found.ok_or_else(|| PROJECTS.not_found(id))?;
        let event = hanging::of(connection, found.body.event).await?;
        Ok::<_, Error>((found, event.organiser))
    });
    let (stored, organiser) = read.await?;
    Ok(convert::project::message(&stored, &organiser, &caller))
}
