//! FILED → REFUSED.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::financing::v1::{CompensationClaim, RefuseCompensationClaimRequest};

use super::{FinancingApi, compensation_step};
use crate::domain::claim::Command;
use crate::error::Error;

pub async fn handle(
    api: FinancingApi,
    caller: Caller,
    input: RefuseCompensationClaimRequest,
    key: RequestKey,
) -> Result<CompensationClaim, Error> {
    let at = (input.name.as_str(), input.etag.as_str());
    let command = Command::Refuse {
        code: input.code,
        note: input.note,
    };
    compensation_step::take(api, caller, at, key, command).await
}
