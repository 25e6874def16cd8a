//! Sends one message again, under the same webhook-id.
use kezhuan_auth::Caller;
use kezhuan_database::{RequestKey, Write};
use kezhuan_protocol::financing::v1::{ReplayWebhookDeliveryRequest, WebhookDelivery};
use uuid::Uuid;

use super::names::{self, ENDPOINTS};
use super::{WebhooksApi, convert, record};
use crate::domain::refused::Refused;
use crate::error::Error;
use crate::store::webhook_deliveries::{self, Delivery};
use crate::store::webhook_endpoints::{self, Endpoint};
use crate::webhooks::delivery::{State, Step, next};

pub async fn handle(
    api: WebhooksApi,
    caller: Caller,
    input: ReplayWebhookDeliveryRequest,
    key: RequestKey,
) -> Result<WebhookDelivery, Error> {
    let (endpoint, id) = names::parse_delivery(&input.name)?;
    api.database
        .write(&caller, &key, move |write| {
            Box::pin(async move {
                let replayed = replay(write, endpoint, id).await?;
                Ok(convert::delivery(&replayed, None))
            })
        })
        .await
}

async fn replay(write: &mut Write, endpoint: Uuid, id: Uuid) -> Result<Delivery, Error> {
    let endpoint = sending(write, endpoint).await?;
    let delivery = webhook_deliveries::lock(write, endpoint.id, id).await?;
    let delivery = delivery.ok_or_else(|| names::no_delivery(endpoint.id, id))?;
    if let Some(state) = State::parse(&delivery.state) {
        next(state, Step::Replay)?;
    }
    let replayed = webhook_deliveries::replay(write, id).await?;
    record::audit(write, "webhook_endpoint.replayed", &endpoint);
    Ok(replayed)
}

/// The endpoint, held; refused unless it is sent to.
pub async fn sending(write: &mut Write, id: Uuid) -> Result<Endpoint, Error> {
    let endpoint = webhook_endpoints::lock(write, id).await?;
    let endpoint = endpoint.ok_or_else(|| ENDPOINTS.not_found(id))?;
    if endpoint.state != "ENABLED" {
        return Err(Refused::new(
            "WEBHOOK_DISABLED",
            "该回调地址已停用,请先启用",
            "the endpoint is disabled: enable it first",
        )
        .into());
    }
    Ok(endpoint)
}
