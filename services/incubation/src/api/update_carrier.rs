//! What an operator says of its carrier now.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::incubation::v1::{Carrier, UpdateCarrierRequest};

use super::carrier_step::{self, Entrance};
use super::{IncubationApi, convert};
use crate::domain::carrier::Command;
use crate::error::Error;

pub async fn handle(
    api: IncubationApi,
    caller: Caller,
    input: UpdateCarrierRequest,
    key: RequestKey,
) -> Result<Carrier, Error> {
    let at = (input.name.as_str(), input.etag.as_str());
    let command = Command::Update {
        profile: convert::carrier_profile::profile(input.profile)?,
    };
    carrier_step::take(Entrance::Readers, (api, caller), at, key, command).await
}
