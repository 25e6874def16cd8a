//! MANUAL → COMPUTED by a person, within the interest paid and the fund.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_database::{RequestKey, Write};
use kezhuan_law::Fen;
use kezhuan_protocol::financing::v1::{ComputeSubsidyByHandRequest, SubsidyClaim};
use kezhuan_rpc::etag;
use uuid::Uuid;

use super::names::SUBSIDIES;
use super::subsidy_basis::Basis;
use super::subsidy_step::{self, Entrance};
use super::{FinancingApi, acting, convert};
use crate::domain::subsidy::Command;
use crate::error::Error;
use crate::store::subsidies;

pub async fn handle(
    api: FinancingApi,
    caller: Caller,
    input: ComputeSubsidyByHandRequest,
    key: RequestKey,
) -> Result<SubsidyClaim, Error> {
    let id = SUBSIDIES.parse(&input.name)?;
    let given = Arc::new((api.clone(), caller.clone(), input));
    api.database
        .write(&caller, &key, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let (api, caller, input) = &*given;
                compute(write, (api, caller), id, input).await
            })
        })
        .await
}

async fn compute(
    write: &mut Write,
    (api, caller): (&FinancingApi, &Caller),
    id: Uuid,
    input: &ComputeSubsidyByHandRequest,
) -> Result<SubsidyClaim, Error> {
    let before = subsidy_step::hold(write, id, Entrance::Readers).await?;
    etag::check(&input.etag, before.body.version)?;
    // From here to the commit no other claim of the enterprise's year is computed.
    subsidies::hold_year(write, &before.body.enterprise, before.body.year).await?;
    let basis = Basis::of(write, &before).await?;
    let command = Command::ComputeByHand {
        total: Fen(input.total_fen),
        split: input.split.as_ref().map(convert::subsidy::given_split),
        reason: input.reason.clone(),
    };
    let actor = acting::actor(caller);
    let on = (&basis.interest, basis.available);
    let decided = subsidy_step::decide(api, &before.body, (&actor, command), on)?;
    let by = (actor.subject.as_str(), api.clock.today());
    let after = subsidy_step::record(write, &before, decided, by).await?;
    Ok(convert::subsidy::claim(&after, caller))
}
