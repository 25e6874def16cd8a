//! APPLIED → INCUBATING or REFUSED, in one write: the host's rule and the authority's are asked before it. A rule that failed
//! sends it to MANUAL, for a person of the authority.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::incubation::v1::{AdmitTenantRequest, Tenancy};

use super::tenancy_step::{self, Plan};
use super::{IncubationApi, acting, admission_question, convert};
use crate::domain::tenancy::Command;
use crate::error::Error;

pub async fn handle(
    api: IncubationApi,
    caller: Caller,
    input: AdmitTenantRequest,
    key: RequestKey,
) -> Result<Tenancy, Error> {
    let at = (input.name.as_str(), input.etag.as_str());
    let before = tenancy_step::open(&api, &caller, at).await?;
    let until = convert::day::read_if_given("until", &input.until)?;
    let actor = acting::actor(&caller);
    // What the domain refuses needs no rule.
    let trial = Command::Admit {
        until,
        answer: Some(admission_question::on_trial()),
    };
    tenancy_step::decide(&api, &before.body, (&actor, trial))?;
    let (command, heard) = admission_question::ask(&api, &before, until).await?;
    let plan = Plan {
        before,
        steps: vec![(actor, command)],
        heard,
    };
    tenancy_step::carry_out(api, caller, key, plan).await
}
