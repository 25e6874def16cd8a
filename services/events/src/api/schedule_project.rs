//! Gives a selected project its place in the agenda.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::events::v1::{Project, ScheduleProjectRequest};

use super::{EventsApi, convert, project_step};
use crate::domain::project::Command;
use crate::error::Error;

pub async fn handle(
    api: EventsApi,
    caller: Caller,
    input: ScheduleProjectRequest,
    key: RequestKey,
) -> Result<Project, Error> {
    let slot = convert::project::read_slot(input.slot.clone())?;
    let command = Command::Schedule(slot);
    let at = (input.name.as_str(), input.etag.as_str());
    project_step::take(api, caller, at, key, command).await
}
