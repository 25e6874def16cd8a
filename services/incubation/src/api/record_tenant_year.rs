//! What a tenant did in a calendar year.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::incubation::v1::{RecordTenantYearRequest, Tenancy};

use super::{IncubationApi, convert, tenancy_step};
use crate::domain::tenancy::Command;
use crate::error::Error;

pub async fn handle(
    api: IncubationApi,
    caller: Caller,
    input: RecordTenantYearRequest,
    key: RequestKey,
) -> Result<Tenancy, Error> {
    let at = (input.name.as_str(), input.etag.as_str());
    let year = convert::tenancy::read_year(input.figures)?;
    let command = Command::RecordYear(Box::new(year));
    tenancy_step::plain(api, caller, at, key, command).await
}
