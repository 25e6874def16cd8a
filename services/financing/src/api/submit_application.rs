//! DRAFT → SUBMITTED → ELIGIBLE or INELIGIBLE, in one write: the host's conditions and the authority's rule are asked
//! before it. A rule that failed sends it to MANUAL, for a person of the city.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::financing::v1::{Application, SubmitApplicationRequest};

use super::application_step::{self, Plan};
use super::{FinancingApi, acting, convert, eligibility_question};
use crate::domain::application::Command;
use crate::error::Error;

pub async fn handle(
    api: FinancingApi,
    caller: Caller,
    input: SubmitApplicationRequest,
    key: RequestKey,
) -> Result<Application, Error> {
    let at = (input.name.as_str(), input.etag.as_str());
    let before = application_step::open(&api, &caller, at).await?;
    let said = convert::application::read_declaration(input.declaration)?;
    let (actor, submit) = (acting::actor(&caller), Command::Submit(said));
    // What the domain refuses needs no rule.
    let step = (&actor, submit.clone());
    let submitted = application_step::decide(&api, &before.body, step, false)?.application;
    let asked = eligibility_question::ask(&api, &before.tenant, &submitted).await?;
    let (examine, heard) = asked;
    let service = acting::service(&before.tenant);
    let plan = Plan {
        steps: vec![(actor, submit), (service, examine)],
        before,
        heard,
    };
    application_step::carry_out(api, caller, key, plan).await
}
