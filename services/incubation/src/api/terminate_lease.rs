//! OFFERED, SIGNED or ACTIVE → TERMINATED, by either side.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::incubation::v1::{Lease, TerminateLeaseRequest};

use super::IncubationApi;
use super::lease_step::{self, Wanted};
use crate::error::Error;

pub async fn handle(
    api: IncubationApi,
    caller: Caller,
    input: TerminateLeaseRequest,
    key: RequestKey,
) -> Result<Lease, Error> {
    let at = (input.name.as_str(), input.etag.as_str());
    let wanted = Wanted::Terminate {
        reason: input.reason,
    };
    lease_step::take((api, caller), at, key, wanted).await
}
