//! One endpoint of the caller's organisation.
use kezhuan_auth::Caller;
use kezhuan_protocol::financing::v1::{GetWebhookEndpointRequest, WebhookEndpoint};

use super::names::ENDPOINTS;
use super::{WebhooksApi, convert};
use crate::error::Error;
use crate::store::webhook_endpoints;

pub async fn handle(
    api: WebhooksApi,
    caller: Caller,
    input: GetWebhookEndpointRequest,
) -> Result<WebhookEndpoint, Error> {
    let id = ENDPOINTS.parse(&input.name)?;
    let found = api.database.read(&caller, async |connection| {
        webhook_endpoints::find(connection, id).await
    });
    let endpoint = found.await?.ok_or_else(|| ENDPOINTS.not_found(id))?;
    Ok(convert::endpoint(&endpoint))
}
