//! A longer stay.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::incubation::v1::{ExtendTenancyRequest, Tenancy};

use super::{IncubationApi, convert, tenancy_step};
use crate::domain::tenancy::Command;
use crate::error::Error;

pub async fn handle(
    api: IncubationApi,
    caller: Caller,
    input: ExtendTenancyRequest,
    key: RequestKey,
) -> Result<Tenancy, Error> {
    let at = (input.name.as_str(), input.etag.as_str());
    let command = Command::Extend {
        until: convert::day::read("until", &input.until)?,
        reason: input.reason,
    };
    tenancy_step::plain(api, caller, at, key, command).await
}
