//! FILED → EFFECTIVE: the pledge arises, and lies on its rights.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::financing::v1::{Pledge, RegisterPledgeRequest};

use super::{FinancingApi, pledge_step};
use crate::domain::pledge::Command;
use crate::error::Error;

pub async fn handle(
    api: FinancingApi,
    caller: Caller,
    input: RegisterPledgeRequest,
    key: RequestKey,
) -> Result<Pledge, Error> {
    let command = Command::Register {
        certificate: input.certificate.clone(),
    };
    let at = (input.name.as_str(), input.etag.as_str());
    pledge_step::take(api, caller, at, key, command).await
}
