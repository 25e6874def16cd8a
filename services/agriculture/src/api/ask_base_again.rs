//! MANUAL → back to where it came from, and the rule is asked again, in one write.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::agriculture::v1::{AskBaseAgainRequest, Base};

use super::{AgricultureApi, acting, base_question, base_step};
use crate::domain::transformation_base::Command;
use crate::error::Error;

pub async fn handle(
    api: AgricultureApi,
    caller: Caller,
    input: AskBaseAgainRequest,
    key: RequestKey,
) -> Result<Base, Error> {
    let at = (input.name.as_str(), input.etag.as_str());
    let before = base_step::open(&api, &caller, at).await?;
    let actor = acting::actor(&caller);
    // What the domain refuses needs no rule.
    base_step::decide(&api, &before.body, (&actor, Command::AskAgain))?;
    let plan = base_question::plan_to_ask_again(&api, before, actor).await?;
    base_step::carry_out(api, caller, key, plan).await
}
