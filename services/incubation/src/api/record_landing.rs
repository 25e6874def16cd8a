//! The landing company of a tenant of a remote carrier.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::incubation::v1::{RecordLandingRequest, Tenancy};

use super::{IncubationApi, convert, tenancy_step};
use crate::domain::tenancy::Command;
use crate::error::Error;

pub async fn handle(
    api: IncubationApi,
    caller: Caller,
    input: RecordLandingRequest,
    key: RequestKey,
) -> Result<Tenancy, Error> {
    let at = (input.name.as_str(), input.etag.as_str());
    let command = Command::Land(convert::tenancy::read_landing(input.landing)?);
    tenancy_step::plain(api, caller, at, key, command).await
}
