//! APPLIED or MANUAL → WITHDRAWN.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::incubation::v1::{Tenancy, WithdrawTenancyRequest};

use super::{IncubationApi, tenancy_step};
use crate::domain::tenancy::Command;
use crate::error::Error;

pub async fn handle(
    api: IncubationApi,
    caller: Caller,
    input: WithdrawTenancyRequest,
    key: RequestKey,
) -> Result<Tenancy, Error> {
    let at = (input.name.as_str(), input.etag.as_str());
    let command = Command::Withdraw;
    tenancy_step::plain(api, caller, at, key, command).await
}
