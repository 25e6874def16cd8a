//! An expert declares a conflict of interest, or who runs the event finds one.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::events::v1::{DeclareProjectConflictRequest, Project};

use super::{EventsApi, project_step};
use crate::domain::project::Command;
use crate::error::Error;

pub async fn handle(
    api: EventsApi,
    caller: Caller,
    input: DeclareProjectConflictRequest,
    key: RequestKey,
) -> Result<Project, Error> {
    let command = Command::DeclareConflict {
        expert: input.expert.clone(),
        reasons: input.reasons.clone(),
        note: input.note.clone(),
    };
    let at = (input.name.as_str(), input.etag.as_str());
    project_step::take(api, caller, at, key, command).await
}
