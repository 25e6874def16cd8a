//! This service's own events, on their way to whoever asked to be told of them.
use std::sync::Arc;

use kezhuan_bus::{Delivery, Failure, inbox};
use kezhuan_database::Database;

use super::failure;
use crate::store::webhook_deliveries;
use crate::webhooks::{Happening, Messages};

/// Makes a delivery per endpoint, in the write that counts the event: once, whatever is killed or repeated.
pub async fn handle(
    messages: Messages,
    database: Database,
    delivery: Arc<Delivery>,
) -> Result<(), Failure> {
    let happening = Happening {
        event_id: delivery.event_id,
        event_name: delivery.event_name.clone(),
        aggregate: delivery.aggregate.clone(),
        aggregate_id: delivery.aggregate_id,
        sequence: delivery.sequence,
        occurred_at: delivery.occurred_at,
        legal_date: delivery.legal_date,
        payload: delivery.payload.to_vec(),
    };
    let Some(message) = messages.of(&happening)? else {
        return inbox::skip(&database, &delivery).await;
    };
    let message = Arc::new(message);
    inbox::apply(&database, &delivery, move |write, _| {
        let message = message.clone();
        Box::pin(async move {
            webhook_deliveries::tell(write, &message)
                .await
                .map_err(failure)?;
            Ok(())
        })
    })
    .await
}
