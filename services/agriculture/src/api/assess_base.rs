//! The yearly assessment: `agr.assess` is asked before the write. A rule that failed sends it to MANUAL, for a person of the
//! authority.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::agriculture::v1::{AssessBaseRequest, Base};

use super::{AgricultureApi, acting, base_question, base_step, convert};
use crate::domain::transformation_base::{Assessing, Command, Rating};
use crate::error::Error;

pub async fn handle(
    api: AgricultureApi,
    caller: Caller,
    input: AssessBaseRequest,
    key: RequestKey,
) -> Result<Base, Error> {
    let at = (input.name.as_str(), input.etag.as_str());
    let before = base_step::open(&api, &caller, at).await?;
    let actor = acting::actor(&caller);
    let on = convert::assessment::read(&input)?;
    // What the domain refuses needs no rule.
    let untold = Command::Assess(Assessing {
        on,
        rating: Rating::Host,
        decision: None,
    });
    base_step::decide(&api, &before.body, (&actor, untold))?;
    let told = (on, &actor);
    let asked = base_question::rating(&api, &before.tenant, &before.body, told).await?;
    let plan = base_question::plan(before, actor, asked);
    base_step::carry_out(api, caller, key, plan).await
}
