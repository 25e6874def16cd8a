//! One call for projects; everybody reads calls.
use kezhuan_auth::Caller;
use kezhuan_protocol::events::v1::{GetProjectCallRequest, ProjectCall};

use super::names::PROJECT_CALLS;
use super::{EventsApi, convert};
use crate::error::Error;
use crate::store::project_calls;

pub async fn handle(
    api: EventsApi,
    caller: Caller,
    input: GetProjectCallRequest,
) -> Result<ProjectCall, Error> {
    let id = PROJECT_CALLS.parse(&input.name)?;
    let read = api.database.read(&caller, async |connection| {
        project_calls::find(connection, id).await
    });
    let stored = read.await?.ok_or_else(|| PROJECT_CALLS.not_found(id))?;
    Ok(convert::project_call::message(&stored, &caller))
}
