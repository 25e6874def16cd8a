//! What the service counts of a carrier, read with its own eyes: an operator does not see into its tenants.
use chrono::NaiveDate;
use kezhuan_auth::Caller;
use uuid::Uuid;

use super::IncubationApi;
use crate::domain::carrier::{Carrier, CarrierCounts, Indicators};
use crate::error::Error;
use crate::store::stored::Stored;
use crate::store::{carrier_counts, torch_returns};

/// A carrier on a day.
pub async fn on(
    api: &IncubationApi,
    (carrier, tenant): (Uuid, &str),
    day: NaiveDate,
) -> Result<CarrierCounts, Error> {
    let service = Caller::service(crate::NAME, tenant);
    let read = api.database.read(&service, async |connection| {
        carrier_counts::at(connection, carrier, day).await
    });
    read.await
}

/// A carrier's year, as it is assessed.
pub async fn of_year(
    api: &IncubationApi,
    carrier: &Stored<Carrier>,
    year: i32,
) -> Result<Indicators, Error> {
    let service = Caller::service(crate::NAME, &carrier.tenant);
    let id = carrier.body.id;
    let read = api.database.read(&service, async |connection| {
        let counted = carrier_counts::of_year(connection, id, year).await?;
        let quality_bp = torch_returns::data_quality(connection, id, year).await?;
        Ok::<_, Error>((counted, quality_bp))
    });
    let (counted, quality_bp) = read.await?;
    let room = carrier.body.profile.tenant_area_c;
    Ok(Indicators::of(counted, room, quality_bp))
}
