//! A new endpoint of the caller's organisation. Its secret is asked for by an RPC of its own, so that it does not stand among
//! the answers that are kept for repeats.
use chrono::Utc;
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::financing::v1::{CreateWebhookEndpointRequest, WebhookEndpoint};
use uuid::Uuid;

use super::{WebhooksApi, convert, record, wanted};
use crate::domain::refused::Refused;
use crate::error::Error;
use crate::store::webhook_endpoints::{self, Endpoint};

pub async fn handle(
    api: WebhooksApi,
    caller: Caller,
    input: CreateWebhookEndpointRequest,
    key: RequestKey,
) -> Result<WebhookEndpoint, Error> {
    let webhooks = &api.webhooks;
    let url = wanted::url(webhooks, &input.url)?;
    let event_types = wanted::event_types(webhooks, input.event_types)?;
    let description = wanted::description(input.description)?;
    // Before the write: names are asked of others.
    wanted::reachable(webhooks, &url).await?;
    let (id, now) = (Uuid::now_v7(), Utc::now());
    let secret = webhooks.secrets.new_secret()?;
    let endpoint = Endpoint {
        id,
        organisation: caller.organisation.clone(),
        state: "ENABLED".to_owned(),
        url: url.into(),
        event_types,
        description,
        disabled_reason: None,
        disable_time: None,
        secret: webhooks.secrets.seal(id, &secret)?,
        old_secret: None,
        old_secret_end_time: None,
        version: 1,
        event_sequence: 0,
        create_time: now,
        update_time: now,
        failures_in_row: 0,
        deliver_time: None,
    };
    let endpoints_max = webhooks.config.endpoints_max;
    api.database
        .write(&caller, &key, move |write| {
            let endpoint = endpoint.clone();
            Box::pin(async move {
                let count = webhook_endpoints::count(write, &endpoint.organisation).await?;
                if count >= endpoints_max {
                    return Err(too_many(endpoints_max).into());
                }
                webhook_endpoints::insert(write, &endpoint).await?;
                record::audit(write, "webhook_endpoint.created", &endpoint);
                Ok(convert::endpoint(&endpoint))
            })
        })
        .await
}

fn too_many(endpoints_max: i64) -> Refused {
    Refused::new(
        "WEBHOOK_ENDPOINTS_FULL",
        format!("本单位的回调地址已达上限（{endpoints_max}个）,请先删除不用的地址"),
        format!("the organisation has {endpoints_max} endpoints already: delete one first"),
    )
}
