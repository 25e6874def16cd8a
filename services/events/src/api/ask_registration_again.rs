//! MANUAL → REQUESTED → CONFIRMED, WAITLISTED, REFUSED or MANUAL: the rule is asked again.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::events::v1::{AskRegistrationAgainRequest, Registration};

use super::{EventsApi, acting, registration_question, registration_step};
use crate::error::Error;

pub async fn handle(
    api: EventsApi,
    caller: Caller,
    input: AskRegistrationAgainRequest,
    key: RequestKey,
) -> Result<Registration, Error> {
    let at = (input.name.as_str(), input.etag.as_str());
    let before = registration_step::open(&api, &caller, at).await?;
    let actor = acting::actor(&caller);
    let plan = registration_question::plan_to_ask_again(&api, before, actor).await?;
    registration_step::carry_out(api, caller, key, plan).await
}
