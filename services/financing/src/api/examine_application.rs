//! A rule failed on it: a person of the city decides in its place, or has it asked again.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::financing::v1::{Application, ExamineApplicationRequest};

use super::application_step::{self, Plan};
use super::{FinancingApi, acting, eligibility_question};
use crate::domain::actor::Role;
use crate::domain::application::{Step, next};
use crate::domain::duty;
use crate::error::Error;

pub async fn handle(
    api: FinancingApi,
    caller: Caller,
    input: ExamineApplicationRequest,
    key: RequestKey,
) -> Result<Application, Error> {
    let at = (input.name.as_str(), input.etag.as_str());
    let before = application_step::open(&api, &caller, at).await?;
    next(before.body.state, Step::FindEligible)?;
    let actor = acting::actor(&caller);
    if !input.ask_again {
        let said = (input.reasons, input.reason);
        let command = eligibility_question::by_hand(&api, &before.body, said).await?;
        let plan = Plan::plain(before, actor, command);
        return application_step::carry_out(api, caller, key, plan).await;
    }
    if !input.reasons.is_empty() || !input.reason.is_empty() {
        return Err(mixed());
    }
    duty::official(&actor, Role::CityStb, &before.body.parties())?;
    let plan = eligibility_question::plan_to_ask_again(&api, before, actor).await?;
    application_step::carry_out(api, caller, key, plan).await
}

fn mixed() -> Error {
    Error::field(
        "ask_again",
        "EXAMINATION_MIXED",
        "重新询问规则时不得填写理由",
        "who asks the rule again gives no reasons of their own",
    )
}
