//! MANUAL → APPLIED, and on as the rule answers now.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::incubation::v1::{AskTenancyAgainRequest, Tenancy};

use super::{IncubationApi, acting, admission_question, tenancy_step};
use crate::error::Error;

pub async fn handle(
    api: IncubationApi,
    caller: Caller,
    input: AskTenancyAgainRequest,
    key: RequestKey,
) -> Result<Tenancy, Error> {
    let at = (input.name.as_str(), input.etag.as_str());
    let before = tenancy_step::open(&api, &caller, at).await?;
    let asking = acting::actor(&caller);
    let plan = admission_question::plan_to_ask_again(&api, before, asking).await?;
    tenancy_step::carry_out(api, caller, key, plan).await
}
