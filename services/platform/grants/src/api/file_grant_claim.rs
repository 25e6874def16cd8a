//! DRAFT → FILED → COMPUTED or MANUAL: the claim is filed and the paying authority's rule asked, in one write.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::grants::v1::{FileGrantClaimRequest, GrantClaim};

use super::{Grants, rule};
use crate::domain::Command;
use crate::{Benefits, Error};

pub async fn handle<B: Benefits>(
    grants: Grants<B>,
    caller: Caller,
    input: FileGrantClaimRequest,
    key: RequestKey,
) -> Result<GrantClaim, Error> {
    let at = (input.name.as_str(), input.etag.as_str());
    let command = Command::File {
        materials: input.materials,
    };
    rule::settle((grants, caller), at, key, command).await
}
