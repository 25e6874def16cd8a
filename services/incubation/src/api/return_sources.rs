//! What is known of a carrier's year, gathered with the service's own eyes.
use chrono::NaiveDate;
use kezhuan_auth::Caller;
use kezhuan_database::Database;

use crate::domain::carrier::Carrier;
use crate::domain::torch_return::{Known, OperationType, Profile, known};
use crate::error::Error;
use crate::store::carrier_counts;
use crate::store::stored::Stored;

/// What the form asks of the operator as far as its carrier's own record says it, and the figures of the year.
pub async fn gather(
    database: &Database,
    carrier: &Stored<Carrier>,
    year: i32,
) -> Result<(Profile, Known), Error> {
    let (id, profile) = (carrier.body.id, &carrier.body.profile);
    let reader = Caller::service(crate::NAME, &carrier.tenant);
    let read = database.read(&reader, async |connection| {
        carrier_counts::holdings(connection, id).await
    });
    let holdings = read.await?;
    // Of a year that the calendar does not have nothing is known.
    let last_day = NaiveDate::from_ymd_opt(year, 12, 31).unwrap_or_default();
    let counts = holdings.counts(last_day, year)?;
    let said = Profile {
        nature: None,
        operation: Some(match profile.is_professional() {
            true => OperationType::Professional,
            false => OperationType::General,
        }),
        founded_on: Some(profile.opened_on),
    };
    Ok((said, known(profile.area_c, &counts)))
}
