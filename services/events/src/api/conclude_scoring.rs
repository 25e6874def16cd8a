//! VALID → SCORED, or MANUAL where the rule fails.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::events::v1::{ConcludeScoringRequest, Nomination};

use super::{EventsApi, acting, nomination_question, nomination_step};
use crate::error::Error;

pub async fn handle(
    api: EventsApi,
    caller: Caller,
    input: ConcludeScoringRequest,
    key: RequestKey,
) -> Result<Nomination, Error> {
    let at = (input.name.as_str(), input.etag.as_str());
    let (before, round) = nomination_step::open(&api, &caller, at).await?;
    let actor = acting::actor(&caller);
    let found = nomination_question::scoring(&api, (&before.body, &round), &actor).await?;
    let plan = nomination_question::plan(before, actor, found);
    let plan = nomination_question::held(&api, plan, &round).await?;
    nomination_step::carry_out(api, caller, key, plan).await
}
