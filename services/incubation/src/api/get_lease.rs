//! One lease.
use kezhuan_auth::Caller;
use kezhuan_protocol::incubation::v1::{GetLeaseRequest, Lease};

use super::names::LEASES;
use super::{IncubationApi, convert, lease_step};
use crate::error::Error;

pub async fn handle(
    api: IncubationApi,
    caller: Caller,
    input: GetLeaseRequest,
) -> Result<Lease, Error> {
    let id = LEASES.parse(&input.name)?;
    let stored = lease_step::find(&api, &caller, id).await?;
    Ok(convert::lease::message(&stored, &caller))
}
