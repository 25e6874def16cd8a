//! MEASURED stays: experts without a conflict of interest.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::agriculture::v1::{AssignTrialExpertsRequest, Trial};

use super::{AgricultureApi, convert, trial_step};
use crate::domain::trial::Command;
use crate::error::Error;

pub async fn handle(
    api: AgricultureApi,
    caller: Caller,
    input: AssignTrialExpertsRequest,
    key: RequestKey,
) -> Result<Trial, Error> {
    let command = Command::AssignExperts {
        nominees: convert::trial::read_nominees(&input.experts),
    };
    let at = (input.name.as_str(), input.etag.as_str());
    trial_step::take(api, caller, at, key, command).await
}
