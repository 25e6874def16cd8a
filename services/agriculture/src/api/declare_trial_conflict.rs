//! MEASURED stays: an expert has a conflict of interest after all.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::agriculture::v1::{DeclareTrialConflictRequest, Trial};

use super::{AgricultureApi, trial_step};
use crate::domain::trial::Command;
use crate::error::Error;

pub async fn handle(
    api: AgricultureApi,
    caller: Caller,
    input: DeclareTrialConflictRequest,
    key: RequestKey,
) -> Result<Trial, Error> {
    let command = Command::DeclareConflict {
        expert: input.expert.clone(),
        reasons: input.reasons.clone(),
        note: input.note.clone(),
    };
    let at = (input.name.as_str(), input.etag.as_str());
    trial_step::take(api, caller, at, key, command).await
}
