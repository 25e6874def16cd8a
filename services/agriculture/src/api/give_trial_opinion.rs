//! MEASURED stays: one expert's opinion.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::agriculture::v1::{GiveTrialOpinionRequest, Trial};

use super::{AgricultureApi, convert, trial_step};
use crate::domain::trial::Command;
use crate::error::Error;

pub async fn handle(
    api: AgricultureApi,
    caller: Caller,
    input: GiveTrialOpinionRequest,
    key: RequestKey,
) -> Result<Trial, Error> {
    let command = Command::GiveOpinion {
        finding: convert::trial::read_finding(&input)?,
        note: input.note.clone(),
    };
    let at = (input.name.as_str(), input.etag.as_str());
    trial_step::take(api, caller, at, key, command).await
}
