//! DRAFT, REFUSED, WITHDRAWN or REVOKED → APPLIED: the figures are counted beside what is stated, and held against the measures or
//! told to the rule of city or county.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::incubation::v1::{ApplyForAccreditationRequest, Carrier};

use super::{IncubationApi, acting, carrier_counts, carrier_plan, convert};
use crate::domain::carrier::Command;
use crate::error::Error;

pub async fn handle(
    api: IncubationApi,
    caller: Caller,
    input: ApplyForAccreditationRequest,
    key: RequestKey,
) -> Result<Carrier, Error> {
    let at = (input.name.as_str(), input.etag.as_str());
    let before = carrier_plan::seen(&api, &caller, at).await?;
    let of = (before.body.id, before.tenant.as_str());
    let command = Command::Apply {
        grade: convert::carrier::grade(input.grade)?,
        figures: convert::carrier_profile::figures(input.figures),
        counted: carrier_counts::on(&api, of, api.clock.today()).await?,
    };
    let actor = acting::actor(&caller);
    let plan = Box::pin(carrier_plan::to_apply(&api, &before, actor, command)).await?;
    carrier_plan::settle(api, caller, key, plan).await
}
