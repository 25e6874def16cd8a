//! COMPUTED → APPROVED, tied to commitments.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::grants::v1::{ApproveGrantClaimRequest, GrantClaim};

use super::step::{self, Entrance};
use super::{Grants, convert};
use crate::domain::Command;
use crate::{Benefits, Error};

pub async fn handle<B: Benefits>(
    grants: Grants<B>,
    caller: Caller,
    input: ApproveGrantClaimRequest,
    key: RequestKey,
) -> Result<GrantClaim, Error> {
    let at = (input.name.as_str(), input.etag.as_str());
    let command = Command::Approve {
        commitments: convert::claim::commitments::<B>(&input.commitments)?,
    };
    step::take(Entrance::Readers, (grants, caller), at, key, command).await
}
