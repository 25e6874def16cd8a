//! ELIGIBLE → VALUED, by a valuer or the bank; what the rights carry is asked of the bank's rule.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::financing::v1::{Application, ValueApplicationRequest};

use super::application_step::{self, Plan};
use super::collateral_question::{self, Question};
use super::heard::Heard;
use super::{FinancingApi, acting, convert};
use crate::domain::application::Command;
use crate::error::Error;

pub async fn handle(
    api: FinancingApi,
    caller: Caller,
    input: ValueApplicationRequest,
    key: RequestKey,
) -> Result<Application, Error> {
    let at = (input.name.as_str(), input.etag.as_str());
    let before = application_step::open(&api, &caller, at).await?;
    let values = convert::application::read_values(&input.values)?;
    let actor = acting::actor(&caller);
    let value = |collateral| Command::Value {
        values: values.clone(),
        collateral,
    };
    // What the domain refuses needs no rule.
    application_step::decide(&api, &before.body, (&actor, value(None)), false)?;
    let mut heard = Heard::default();
    let mut collateral = None;
    if !values.is_empty() {
        let question = Question {
            application: &before.body,
            tenant: &before.tenant,
            values: &values,
            valued_on: api.clock.today(),
            term_months: before.body.term_months,
        };
        // A rule that fails holds no valuation up: it is asked again when the bank approves.
        let found = collateral_question::ask(&api, question, &mut heard).await?;
        collateral = found.carried();
    }
    let plan = Plan {
        steps: vec![(actor, value(collateral))],
        before,
        heard,
    };
    application_step::carry_out(api, caller, key, plan).await
}
