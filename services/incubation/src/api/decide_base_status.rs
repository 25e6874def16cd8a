//! The city answers on the status of a base of 侨梦苑.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::incubation::v1::{Carrier, DecideBaseStatusRequest};

use super::IncubationApi;
use super::carrier_step::{self, Entrance};
use crate::domain::carrier::Command;
use crate::error::Error;

pub async fn handle(
    api: IncubationApi,
    caller: Caller,
    input: DecideBaseStatusRequest,
    key: RequestKey,
) -> Result<Carrier, Error> {
    let at = (input.name.as_str(), input.etag.as_str());
    let command = Command::DecideBase {
        granted: input.granted,
        reason: input.reason,
    };
    carrier_step::take(Entrance::Readers, (api, caller), at, key, command).await
}
