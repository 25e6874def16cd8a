//! PROPOSED → SUSPENDED. A public notice is open to everybody, so the objector first becomes a party of the carrier.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::incubation::v1::{Carrier, ObjectToCarrierRequest};

use super::IncubationApi;
use super::carrier_step::{self, Entrance};
use crate::domain::carrier::Command;
use crate::error::Error;

pub async fn handle(
    api: IncubationApi,
    caller: Caller,
    input: ObjectToCarrierRequest,
    key: RequestKey,
) -> Result<Carrier, Error> {
    let at = (input.name.as_str(), input.etag.as_str());
    let command = Command::Object { text: input.text };
    carrier_step::take(Entrance::Public, (api, caller), at, key, command).await
}
