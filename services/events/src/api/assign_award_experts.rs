//! Gives experts seats, once the host and the rules have nothing against them.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::events::v1::{AssignAwardExpertsRequest, Nomination};

use super::{
    EventsApi, acting, assignment_question, convert, nomination_question, nomination_step,
};
use crate::error::Error;

pub async fn handle(
    api: EventsApi,
    caller: Caller,
    input: AssignAwardExpertsRequest,
    key: RequestKey,
) -> Result<Nomination, Error> {
    let at = (input.name.as_str(), input.etag.as_str());
    let (before, round) = nomination_step::open(&api, &caller, at).await?;
    let actor = acting::actor(&caller);
    let experts = convert::nomination::read_experts(&input.experts)?;
    let of = (&before.body, &round);
    assignment_question::hold_assignable(&api, of, &experts, &actor)?;
    let found = assignment_question::assignment(&api, &before.body, experts, &actor).await?;
    let plan = nomination_question::plan(before, actor, found);
    let plan = nomination_question::held(&api, plan, &round).await?;
    nomination_step::carry_out(api, caller, key, plan).await
}
