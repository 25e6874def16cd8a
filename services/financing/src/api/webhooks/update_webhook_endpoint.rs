//! Replaces what its owner says of an endpoint, and switches it off and on.
use chrono::Utc;
use kezhuan_auth::Caller;
use kezhuan_database::{RequestKey, Write};
use kezhuan_protocol::financing::v1::{UpdateWebhookEndpointRequest, WebhookEndpoint};
use kezhuan_rpc::etag;
use uuid::Uuid;

use super::names::ENDPOINTS;
use super::{WebhooksApi, convert, record, wanted};
use crate::error::Error;
use crate::store::webhook_endpoints::{self, Endpoint};
use crate::webhooks::{DisabledReason, disable};

/// What an endpoint is to be.
#[derive(Clone)]
struct Wanted {
    url: String,
    event_types: Vec<String>,
    description: String,
    disabled: bool,
}

pub async fn handle(
    api: WebhooksApi,
    caller: Caller,
    input: UpdateWebhookEndpointRequest,
    key: RequestKey,
) -> Result<WebhookEndpoint, Error> {
    let id = ENDPOINTS.parse(&input.name)?;
    let url = wanted::url(&api.webhooks, &input.url)?;
    // Nothing is sent where it is switched off: that works also when its name leads nowhere any more.
    if !input.disabled {
        wanted::reachable(&api.webhooks, &url).await?;
    }
    let wanted = Wanted {
        url: url.into(),
        event_types: wanted::event_types(&api.webhooks, input.event_types)?,
        description: wanted::description(input.description)?,
        disabled: input.disabled,
    };
    let seen = input.etag;
    api.database
        .write(&caller, &key, move |write| {
            let (wanted, seen) = (wanted.clone(), seen.clone());
            Box::pin(async move {
                let after = change(write, (id, &seen), wanted).await?;
                Ok(convert::endpoint(&after))
            })
        })
        .await
}

async fn change(
    write: &mut Write,
    (id, seen): (Uuid, &str),
    wanted: Wanted,
) -> Result<Endpoint, Error> {
    let endpoint = webhook_endpoints::lock(write, id).await?;
    let mut endpoint = endpoint.ok_or_else(|| ENDPOINTS.not_found(id))?;
    etag::check(seen, endpoint.version)?;
    let was_disabled = endpoint.state == "DISABLED";
    endpoint.url = wanted.url;
    endpoint.event_types = wanted.event_types;
    endpoint.description = wanted.description;
    endpoint.version += 1;
    endpoint.update_time = Utc::now();
    if was_disabled && !wanted.disabled {
        endpoint.state = "ENABLED".to_owned();
        endpoint.disabled_reason = None;
        endpoint.disable_time = None;
        endpoint.failures_in_row = 0;
    }
    webhook_endpoints::update(write, &endpoint).await?;
    record::audit(write, "webhook_endpoint.updated", &endpoint);
    if wanted.disabled && !was_disabled {
        return disable(write, endpoint, DisabledReason::ByOwner).await;
    }
    Ok(endpoint)
}
