//! The endpoint by which the suite knows the receiver.
use kezhuan_protocol::financing::v1::{
    CreateWebhookEndpointRequest, DeleteWebhookEndpointRequest, GetWebhookSecretRequest,
    ListWebhookEndpointsRequest,
};

use crate::refusal;
use crate::request_id;
use crate::suite::Session;

/// By which an endpoint that an earlier run left behind is known.
const DESCRIPTION: &str = "kezhuan sandbox bank";

/// Registers the address; what an earlier run left behind goes first.
pub(super) async fn register(
    session: &Session,
    url: &str,
) -> anyhow::Result<(String, Vec<String>)> {
    let list = ListWebhookEndpointsRequest::default();
    let answer = session.webhooks()?.list_webhook_endpoints(list).await;
    let found = answer.map_err(refusal::readable)?.into_inner();
    for left in found.webhook_endpoints {
        if left.description == DESCRIPTION {
            delete(session, &left.name).await?;
        }
    }
    let request = CreateWebhookEndpointRequest {
        url: url.to_owned(),
        description: DESCRIPTION.to_owned(),
        request_id: request_id::fresh(),
        ..CreateWebhookEndpointRequest::default()
    };
    let answer = session.webhooks()?.create_webhook_endpoint(request).await;
    let endpoint = answer.map_err(refusal::readable)?.into_inner().name;
    let secrets = secrets(session, &endpoint).await?;
    Ok((endpoint, secrets))
}

/// The secrets that live now, the newest first.
pub(super) async fn secrets(session: &Session, endpoint: &str) -> anyhow::Result<Vec<String>> {
    let request = GetWebhookSecretRequest {
        name: endpoint.to_owned(),
    };
    let answer = session.webhooks()?.get_webhook_secret(request).await;
    let secret = answer.map_err(refusal::readable)?.into_inner();
    let mut secrets = vec![secret.current, secret.old];
    secrets.retain(|secret| !secret.is_empty());
    Ok(secrets)
}

/// Nothing more is sent there.
pub(super) async fn delete(session: &Session, endpoint: &str) -> anyhow::Result<()> {
    let request = DeleteWebhookEndpointRequest {
        name: endpoint.to_owned(),
        request_id: request_id::fresh(),
        ..DeleteWebhookEndpointRequest::default()
    };
    let answer = session.webhooks()?.delete_webhook_endpoint(request).await;
    answer.map_err(refusal::readable)?;
    Ok(())
}
