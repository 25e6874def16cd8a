//! MANUAL → INCUBATING or REFUSED, by the authority in place of a rule that failed.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::incubation::v1::{ResolveManualTenancyRequest, Tenancy};

use super::{IncubationApi, tenancy_step};
use crate::domain::tenancy::Command;
use crate::error::Error;

pub async fn handle(
    api: IncubationApi,
    caller: Caller,
    input: ResolveManualTenancyRequest,
    key: RequestKey,
) -> Result<Tenancy, Error> {
    let at = (input.name.as_str(), input.etag.as_str());
    let priority = u8::try_from(input.priority).map_err(|_| {
        Error::field(
            "priority",
            "NUMBER_OUT_OF_RANGE",
            "应在 0 至 100 之间",
            "lies between 0 and 100",
        )
    })?;
    let command = Command::Resolve {
        admit: input.admit,
        priority,
        code: input.code,
        reason: input.reason,
    };
    tenancy_step::plain(api, caller, at, key, command).await
}
