//! MANUAL → where it came from, and on from there by what another rule answers.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::incubation::v1::{AskCarrierAgainRequest, Carrier};

use super::{IncubationApi, acting, carrier_plan};
use crate::error::Error;

pub async fn handle(
    api: IncubationApi,
    caller: Caller,
    input: AskCarrierAgainRequest,
    key: RequestKey,
) -> Result<Carrier, Error> {
    let at = (input.name.as_str(), input.etag.as_str());
    let before = carrier_plan::seen(&api, &caller, at).await?;
    let actor = acting::actor(&caller);
    let plan = Box::pin(carrier_plan::to_ask_again(&api, &before, actor)).await?;
    carrier_plan::settle(api, caller, key, plan).await
}
