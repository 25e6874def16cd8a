//! RECOMMENDED or RENEWING → PROPOSED and published, or found unfit: `agr.accredit` is asked before the write. A rule that failed
//! sends it to MANUAL, for a person of the authority.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::agriculture::v1::{Base, ProposeBaseRequest};

use super::{AgricultureApi, acting, base_question, base_step};
use crate::domain::transformation_base::{Command, Finding, Fitness};
use crate::error::Error;

pub async fn handle(
    api: AgricultureApi,
    caller: Caller,
    input: ProposeBaseRequest,
    key: RequestKey,
) -> Result<Base, Error> {
    let at = (input.name.as_str(), input.etag.as_str());
    let before = base_step::open(&api, &caller, at).await?;
    let actor = acting::actor(&caller);
    // What the domain refuses needs no rule.
    let untold = Command::Propose(Finding {
        fitness: Fitness::Host,
        decision: None,
    });
    base_step::decide(&api, &before.body, (&actor, untold))?;
    let asked = base_question::fitness(&api, &before.tenant, &before.body, &actor).await?;
    let plan = base_question::plan(before, actor, asked);
    base_step::carry_out(api, caller, key, plan).await
}
