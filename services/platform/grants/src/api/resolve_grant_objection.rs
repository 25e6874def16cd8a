//! SUSPENDED → APPROVED, to be published anew; or REFUSED where the objection is right.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::grants::v1::{GrantClaim, ResolveGrantObjectionRequest};

use super::Grants;
use super::step::{self, Entrance};
use crate::domain::Command;
use crate::{Benefits, Error};

pub async fn handle<B: Benefits>(
    grants: Grants<B>,
    caller: Caller,
    input: ResolveGrantObjectionRequest,
    key: RequestKey,
) -> Result<GrantClaim, Error> {
    let at = (input.name.as_str(), input.etag.as_str());
    let (code, reason) = (input.code, input.reason);
    let command = match input.upheld {
        true => Command::UpholdObjection { code, reason },
        false => Command::DismissObjection { reason },
    };
    step::take(Entrance::Readers, (grants, caller), at, key, command).await
}
