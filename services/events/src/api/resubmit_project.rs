//! RETURNED → SUBMITTED.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::events::v1::{Project, ResubmitProjectRequest};

use super::{EventsApi, convert, project_step};
use crate::domain::project::Command;
use crate::error::Error;

pub async fn handle(
    api: EventsApi,
    caller: Caller,
    input: ResubmitProjectRequest,
    key: RequestKey,
) -> Result<Project, Error> {
    let form = convert::project::read_form(input.form.clone())?;
    let command = Command::Resubmit(Box::new(form));
    let at = (input.name.as_str(), input.etag.as_str());
    project_step::take(api, caller, at, key, command).await
}
