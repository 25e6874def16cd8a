//! IN_CREDIT_REVIEW → APPROVED, by another person than the one who reviewed: what the rights carry, how the stage is
//! supported and who bears a loss are asked before it, and kept with the approval.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_law::Fen;
use kezhuan_protocol::financing::v1::{Application, ApproveApplicationRequest};

use super::application_step::{self, Plan};
use super::{FinancingApi, acting, approval_question, convert, eligibility_question};
use crate::domain::application::{Command, Grant, Step, next};
use crate::error::Error;

pub async fn handle(
    api: FinancingApi,
    caller: Caller,
    input: ApproveApplicationRequest,
    key: RequestKey,
) -> Result<Application, Error> {
    let at = (input.name.as_str(), input.etag.as_str());
    let before = application_step::open(&api, &caller, at).await?;
    next(before.body.state, Step::Approve)?;
    let amount = Fen(input.amount_fen);
    let term_months = convert::figure::read_some("term_months", input.term_months)?;
    let rate_bp = convert::figure::read_bp("rate_bp", input.rate_bp)?;
    let guarantee_bp = convert::figure::read_bp("guarantee_bp", input.guarantee_bp)?;
    let granted = (amount, term_months);
    let host = eligibility_question::host_now(&api, &before.body, granted).await?;
    let ground = approval_question::ask(&api, &before, term_months).await?;
    let grant = Grant {
        amount,
        rate_bp,
        term_months,
        host,
        collateral: ground.collateral,
        guarantee_bp,
        support: ground.support,
        sharing: ground.sharing,
    };
    let plan = Plan {
        steps: vec![(acting::actor(&caller), Command::Approve(grant))],
        before,
        heard: ground.heard,
    };
    application_step::carry_out(api, caller, key, plan).await
}
