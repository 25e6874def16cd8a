//! PLANNED → RUNNING.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::agriculture::v1::{Demonstration, StartDemonstrationRequest};

use super::{AgricultureApi, convert, demonstration_step};
use crate::domain::demonstration::Command;
use crate::error::Error;

pub async fn handle(
    api: AgricultureApi,
    caller: Caller,
    input: StartDemonstrationRequest,
    key: RequestKey,
) -> Result<Demonstration, Error> {
    let command = Command::Start {
        started_on: convert::day::read("started_on", &input.started_on)?,
        inputs: convert::demonstration::read_inputs(&input.inputs)?,
    };
    let at = (input.name.as_str(), input.etag.as_str());
    demonstration_step::take(api, caller, at, key, command).await
}
