//! MANUAL → MEASURED → VERIFIED, VOID or MANUAL: the rule is asked again.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::agriculture::v1::{AskTrialAgainRequest, Trial};

use super::{AgricultureApi, acting, trial_question, trial_step};
use crate::error::Error;

pub async fn handle(
    api: AgricultureApi,
    caller: Caller,
    input: AskTrialAgainRequest,
    key: RequestKey,
) -> Result<Trial, Error> {
    let at = (input.name.as_str(), input.etag.as_str());
    let before = trial_step::open(&api, &caller, at).await?;
    let asking = acting::actor(&caller);
    let plan = trial_question::plan_to_ask_again(&api, before, asking).await?;
    trial_step::carry_out(api, caller, key, plan).await
}
