//! APPLIED or REVIEW → REFUSED.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::incubation::v1::{Carrier, RefuseCarrierRequest};

use super::IncubationApi;
use super::carrier_step::{self, Entrance};
use crate::domain::carrier::Command;
use crate::error::Error;

pub async fn handle(
    api: IncubationApi,
    caller: Caller,
    input: RefuseCarrierRequest,
    key: RequestKey,
) -> Result<Carrier, Error> {
    let at = (input.name.as_str(), input.etag.as_str());
    let command = Command::Refuse {
        code: input.code,
        note: input.note,
    };
    carrier_step::take(Entrance::Readers, (api, caller), at, key, command).await
}
