//! EFFECTIVE → RELEASING, by the bank, or by the pledgor once the debt is paid.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::financing::v1::{Pledge, RequestPledgeReleaseRequest};

use super::{FinancingApi, pledge_step};
use crate::domain::pledge::Command;
use crate::error::Error;

pub async fn handle(
    api: FinancingApi,
    caller: Caller,
    input: RequestPledgeReleaseRequest,
    key: RequestKey,
) -> Result<Pledge, Error> {
    let at = (input.name.as_str(), input.etag.as_str());
    pledge_step::take(api, caller, at, key, Command::RequestRelease).await
}
