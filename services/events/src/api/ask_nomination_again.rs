//! MANUAL → VALID, and on as the rule says now.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::events::v1::{AskNominationAgainRequest, Nomination};

use super::{EventsApi, acting, nomination_question, nomination_step};
use crate::error::Error;

pub async fn handle(
    api: EventsApi,
    caller: Caller,
    input: AskNominationAgainRequest,
    key: RequestKey,
) -> Result<Nomination, Error> {
    let at = (input.name.as_str(), input.etag.as_str());
    let (before, round) = nomination_step::open(&api, &caller, at).await?;
    let actor = acting::actor(&caller);
    let plan = nomination_question::plan_to_ask_again(&api, (before, &round), actor).await?;
    let plan = nomination_question::held(&api, plan, &round).await?;
    nomination_step::carry_out(api, caller, key, plan).await
}
