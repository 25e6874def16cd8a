//! OFFERED → SIGNED with the second side's signature.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::incubation::v1::{Lease, SignLeaseRequest};

use super::IncubationApi;
use super::lease_step::{self, Wanted};
use crate::error::Error;

pub async fn handle(
    api: IncubationApi,
    caller: Caller,
    input: SignLeaseRequest,
    key: RequestKey,
) -> Result<Lease, Error> {
    let at = (input.name.as_str(), input.etag.as_str());
    lease_step::take((api, caller), at, key, Wanted::Sign).await
}
