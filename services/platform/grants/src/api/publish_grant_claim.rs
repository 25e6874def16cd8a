//! APPROVED → PUBLISHED: the public notice starts.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::grants::v1::{GrantClaim, PublishGrantClaimRequest};

use super::Grants;
use super::step::{self, Entrance};
use crate::domain::Command;
use crate::{Benefits, Error};

pub async fn handle<B: Benefits>(
    grants: Grants<B>,
    caller: Caller,
    input: PublishGrantClaimRequest,
    key: RequestKey,
) -> Result<GrantClaim, Error> {
    let at = (input.name.as_str(), input.etag.as_str());
    let command = Command::Publish;
    step::take(Entrance::Readers, (grants, caller), at, key, command).await
}
