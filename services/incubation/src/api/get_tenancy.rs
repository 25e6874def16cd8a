//! One tenancy.
use kezhuan_auth::Caller;
use kezhuan_protocol::incubation::v1::{GetTenancyRequest, Tenancy};

use super::{IncubationApi, convert, tenancy_step};
use crate::error::Error;

pub async fn handle(
    api: IncubationApi,
    caller: Caller,
    input: GetTenancyRequest,
) -> Result<Tenancy, Error> {
    let stored = tenancy_step::open(&api, &caller, (&input.name, "")).await?;
    Ok(convert::tenancy::message(&stored, &caller))
}
