//! What the service knows of a carrier on a day.
use kezhuan_auth::Caller;
use kezhuan_protocol::incubation::v1::{CarrierCounts, GetCarrierCountsRequest};

use super::names::CARRIERS;
use super::{IncubationApi, convert};
use crate::domain::counts::year_of;
use crate::error::Error;
use crate::store::{carrier_counts, carriers};

pub async fn handle(
    api: IncubationApi,
    caller: Caller,
    input: GetCarrierCountsRequest,
) -> Result<CarrierCounts, Error> {
    let id = CARRIERS.parse_field("carrier", &input.carrier)?;
    let asked = convert::day::read_if_given("day", &input.day)?;
    let day = asked.unwrap_or(api.clock.today());
    let year = match input.year {
        0 => year_of(day),
        year => year,
    };
    let read = api.database.read(&caller, async |connection| {
        carriers::find(connection, id).await
    });
    let carrier = read.await?.ok_or_else(|| CARRIERS.not_found(id))?;
    // Who may see the carrier is told all of its counts: no single tenant stands in them.
    let reader = Caller::service(crate::NAME, &carrier.tenant);
    let read = api.database.read(&reader, async |connection| {
        carrier_counts::holdings(connection, id).await
    });
    let counts = read.await?.counts(day, year)?;
    Ok(convert::counts::message(id, (day, year), &counts))
}
