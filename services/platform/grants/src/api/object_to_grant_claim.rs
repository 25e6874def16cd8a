//! PUBLISHED → SUSPENDED. A public notice is open to everybody, so the objector first becomes a party of the claim.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::grants::v1::{GrantClaim, ObjectToGrantClaimRequest};

use super::Grants;
use super::step::{self, Entrance};
use crate::domain::Command;
use crate::{Benefits, Error};

pub async fn handle<B: Benefits>(
    grants: Grants<B>,
    caller: Caller,
    input: ObjectToGrantClaimRequest,
    key: RequestKey,
) -> Result<GrantClaim, Error> {
    let at = (input.name.as_str(), input.etag.as_str());
    let command = Command::Object { text: input.text };
    step::take(Entrance::Public, (grants, caller), at, key, command).await
}
