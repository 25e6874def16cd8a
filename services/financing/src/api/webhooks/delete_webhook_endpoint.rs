//! Nothing more is sent there; what was sent stays in the log as long as it is kept.
use chrono::Utc;
use kezhuan_auth::Caller;
use kezhuan_database::{RequestKey, Write};
use kezhuan_protocol::financing::v1::{
    DeleteWebhookEndpointRequest, DeleteWebhookEndpointResponse,
};
use kezhuan_rpc::etag;
use uuid::Uuid;

use super::names::ENDPOINTS;
use super::{WebhooksApi, record};
use crate::error::Error;
use crate::store::{webhook_deliveries, webhook_endpoints};

pub async fn handle(
    api: WebhooksApi,
    caller: Caller,
    input: DeleteWebhookEndpointRequest,
    key: RequestKey,
) -> Result<DeleteWebhookEndpointResponse, Error> {
    let id = ENDPOINTS.parse(&input.name)?;
    let seen = input.etag;
    api.database
        .write(&caller, &key, move |write| {
            let seen = seen.clone();
            Box::pin(async move {
                delete(write, id, &seen).await?;
                Ok(DeleteWebhookEndpointResponse {})
            })
        })
        .await
}

async fn delete(write: &mut Write, id: Uuid, seen: &str) -> Result<(), Error> {
    let endpoint = webhook_endpoints::lock(write, id).await?;
    let mut endpoint = endpoint.ok_or_else(|| ENDPOINTS.not_found(id))?;
    etag::check(seen, endpoint.version)?;
    endpoint.state = "DELETED".to_owned();
    endpoint.disabled_reason = None;
    endpoint.disable_time = None;
    endpoint.version += 1;
    endpoint.update_time = Utc::now();
    webhook_endpoints::update(write, &endpoint).await?;
    webhook_deliveries::discard_pending(write, id).await?;
    record::audit(write, "webhook_endpoint.deleted", &endpoint);
    Ok(())
}
