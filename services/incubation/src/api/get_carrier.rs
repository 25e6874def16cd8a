//! One carrier, with what the service counts of it today.
use kezhuan_auth::Caller;
use kezhuan_protocol::incubation::v1::{Carrier, GetCarrierRequest};

use super::{IncubationApi, carrier_counts, carrier_plan, convert};
use crate::error::Error;

pub async fn handle(
    api: IncubationApi,
    caller: Caller,
    input: GetCarrierRequest,
) -> Result<Carrier, Error> {
    let stored = carrier_plan::seen(&api, &caller, (input.name.as_str(), "")).await?;
    let today = api.clock.today();
    let of = (stored.body.id, stored.tenant.as_str());
    let counted = carrier_counts::on(&api, of, today).await?;
    Ok(convert::carrier::message(
        &stored,
        &caller,
        Some((today, counted)),
    ))
}
