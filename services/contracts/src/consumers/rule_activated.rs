//! A rule was activated: it is stored here, and decides from now on.
use std::sync::Arc;

use kezhuan_bus::{Delivery, Failure, inbox};
use kezhuan_database::Database;
use kezhuan_protocol::rules::v1::RuleActivated;

use crate::adoption::Adoption;
use crate::error::Error;

/// Adopts first and counts after: adopting twice changes nothing, missing one would.
pub async fn handle(
    adoption: Adoption,
    database: Database,
    delivery: Arc<Delivery>,
) -> Result<(), Failure> {
    if delivery.event_name == "RuleActivated" {
        let activated: RuleActivated = delivery.decode()?;
        if let Some(entry) = &activated.entry {
            adoption
                .adopt(entry, &activated.closed)
                .await
                .map_err(failure)?;
        }
    }
    inbox::skip(&database, &delivery).await
}

/// While the rules service or Postgres is away, the event waits: it would apply as it is.
fn failure(error: Error) -> Failure {
    match error.is_passing() {
        true => Failure::Away(error.into()),
        false => Failure::Other(error.into()),
    }
}
