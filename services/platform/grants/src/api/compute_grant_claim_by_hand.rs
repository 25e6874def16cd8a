//! MANUAL → COMPUTED by a person, within law and budget.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_law::Fen;
use kezhuan_protocol::grants::v1::{ComputeGrantClaimByHandRequest, GrantClaim};

use super::Grants;
use super::step::{self, Entrance};
use crate::domain::Command;
use crate::{Benefits, Error};

pub async fn handle<B: Benefits>(
    grants: Grants<B>,
    caller: Caller,
    input: ComputeGrantClaimByHandRequest,
    key: RequestKey,
) -> Result<GrantClaim, Error> {
    let at = (input.name.as_str(), input.etag.as_str());
    let command = Command::ComputeByHand {
        total: Fen(input.total_fen),
        payee: Some(input.payee).filter(|payee| !payee.is_empty()),
        reason: input.reason,
    };
    step::take(Entrance::Readers, (grants, caller), at, key, command).await
}
