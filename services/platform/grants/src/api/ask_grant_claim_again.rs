//! MANUAL → FILED → COMPUTED or MANUAL: the rule is asked again.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::grants::v1::{AskGrantClaimAgainRequest, GrantClaim};

use super::{Grants, rule};
use crate::domain::Command;
use crate::{Benefits, Error};

pub async fn handle<B: Benefits>(
    grants: Grants<B>,
    caller: Caller,
    input: AskGrantClaimAgainRequest,
    key: RequestKey,
) -> Result<GrantClaim, Error> {
    let at = (input.name.as_str(), input.etag.as_str());
    let command = Command::AskAgain;
    rule::settle((grants, caller), at, key, command).await
}
