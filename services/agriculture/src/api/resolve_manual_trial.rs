//! MANUAL → VERIFIED or VOID, by a person.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::agriculture::v1::{ResolveManualTrialRequest, Trial};

use super::{AgricultureApi, trial_step};
use crate::domain::trial::Command;
use crate::error::Error;

pub async fn handle(
    api: AgricultureApi,
    caller: Caller,
    input: ResolveManualTrialRequest,
    key: RequestKey,
) -> Result<Trial, Error> {
    let command = Command::Resolve {
        accept: input.accept,
        reason: input.reason.clone(),
    };
    let at = (input.name.as_str(), input.etag.as_str());
    trial_step::take(api, caller, at, key, command).await
}
