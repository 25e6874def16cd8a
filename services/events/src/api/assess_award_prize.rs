//! Asks once what an award is worth; MANUAL where the rule fails.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::events::v1::{AssessAwardPrizeRequest, Nomination};

use super::{EventsApi, acting, nomination_question, nomination_step, prize_question};
use crate::error::Error;

pub async fn handle(
    api: EventsApi,
    caller: Caller,
    input: AssessAwardPrizeRequest,
    key: RequestKey,
) -> Result<Nomination, Error> {
    let at = (input.name.as_str(), input.etag.as_str());
    let (before, round) = nomination_step::open(&api, &caller, at).await?;
    let actor = acting::actor(&caller);
    prize_question::hold_assessable(&api, (&before.body, &round), &actor).await?;
    let found = prize_question::prize(&api, (&before.body, &round), &actor).await?;
    let plan = nomination_question::plan(before, actor, found);
    let plan = nomination_question::held(&api, plan, &round).await?;
    nomination_step::carry_out(api, caller, key, plan).await
}
