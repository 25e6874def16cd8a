//! DRAFT → APPLIED, while its call is open.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::agriculture::v1::{ApplyForBaseRequest, Base};

use super::base_step::{self, Plan};
use super::{AgricultureApi, acting, get_call};
use crate::domain::transformation_base::Command;
use crate::error::Error;

pub async fn handle(
    api: AgricultureApi,
    caller: Caller,
    input: ApplyForBaseRequest,
    key: RequestKey,
) -> Result<Base, Error> {
    let at = (input.name.as_str(), input.etag.as_str());
    let before = base_step::open(&api, &caller, at).await?;
    let call = get_call::named(&api, &caller, before.body.call).await?;
    let command = Command::Apply(call.body);
    let plan = Plan::plain(before, acting::actor(&caller), command);
    base_step::carry_out(api, caller, key, plan).await
}
