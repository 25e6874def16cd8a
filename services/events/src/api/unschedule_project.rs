//! Takes a project out of the agenda.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::events::v1::{Project, UnscheduleProjectRequest};

use super::{EventsApi, project_step};
use crate::domain::project::Command;
use crate::error::Error;

pub async fn handle(
    api: EventsApi,
    caller: Caller,
    input: UnscheduleProjectRequest,
    key: RequestKey,
) -> Result<Project, Error> {
    let command = Command::Unschedule;
    let at = (input.name.as_str(), input.etag.as_str());
    project_step::take(api, caller, at, key, command).await
}
