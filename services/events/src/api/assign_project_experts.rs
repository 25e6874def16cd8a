//! Names experts of a project.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::events::v1::{AssignProjectExpertsRequest, Project};

use super::{EventsApi, convert, project_step};
use crate::domain::project::Command;
use crate::error::Error;

pub async fn handle(
    api: EventsApi,
    caller: Caller,
    input: AssignProjectExpertsRequest,
    key: RequestKey,
) -> Result<Project, Error> {
    let assigned = convert::project::read_experts(&input.experts)?;
    let command = Command::AssignExperts(assigned);
    let at = (input.name.as_str(), input.etag.as_str());
    project_step::take(api, caller, at, key, command).await
}
