//! PLANNED → RUNNING.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::agriculture::v1::{SowTrialRequest, Trial};

use super::{AgricultureApi, convert, trial_step};
use crate::domain::trial::Command;
use crate::error::Error;

pub async fn handle(
    api: AgricultureApi,
    caller: Caller,
    input: SowTrialRequest,
    key: RequestKey,
) -> Result<Trial, Error> {
    let command = Command::Sow {
        sown_on: convert::day::read("sown_on", &input.sown_on)?,
    };
    let at = (input.name.as_str(), input.etag.as_str());
    trial_step::take(api, caller, at, key, command).await
}
