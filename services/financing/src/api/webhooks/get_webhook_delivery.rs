//! One delivery with its body and every attempt.
use kezhuan_auth::Caller;
use kezhuan_protocol::financing::v1::{GetWebhookDeliveryRequest, WebhookDelivery};

use super::{WebhooksApi, convert, names};
use crate::error::Error;
use crate::store::{webhook_attempts, webhook_deliveries};

pub async fn handle(
    api: WebhooksApi,
    caller: Caller,
    input: GetWebhookDeliveryRequest,
) -> Result<WebhookDelivery, Error> {
    let (endpoint, id) = names::parse_delivery(&input.name)?;
    let read = api.database.read(&caller, async |connection| {
        let found = webhook_deliveries::find(connection, endpoint, id).await?;
        let attempts = webhook_attempts::of(connection, id).await?;
        Ok::<_, Error>((found, attempts))
    });
    let (found, attempts) = read.await?;
    let delivery = found.ok_or_else(|| names::no_delivery(endpoint, id))?;
    Ok(WebhookDelivery {
        body_json: delivery.body.clone(),
        attempts: attempts.iter().map(convert::attempt).collect(),
        ..convert::delivery(&delivery, attempts.last())
    })
}
