//! The secrets that messages are signed with now. Who read them is recorded in the write that reads them.
use chrono::Utc;
use kezhuan_auth::Caller;
use kezhuan_protocol::financing::v1::{GetWebhookSecretRequest, WebhookSecret};

use super::names::ENDPOINTS;
use super::{WebhooksApi, record};
use crate::api::convert::instant;
use crate::error::Error;
use crate::store::webhook_endpoints;

pub async fn handle(
    api: WebhooksApi,
    caller: Caller,
    input: GetWebhookSecretRequest,
) -> Result<WebhookSecret, Error> {
    let id = ENDPOINTS.parse(&input.name)?;
    let read = api.database.write_as(&caller, move |write| {
        Box::pin(async move {
            let endpoint = webhook_endpoints::lock(write, id).await?;
            let endpoint = endpoint.ok_or_else(|| ENDPOINTS.not_found(id))?;
            record::audit(write, "webhook_endpoint.secret_read", &endpoint);
            Ok::<_, Error>(endpoint)
        })
    });
    let endpoint = read.await?;
    let secrets = &api.webhooks.secrets;
    let current = secrets.open(id, &endpoint.secret)?.to_text();
    let old_end = endpoint.old_secret_end_time.filter(|end| *end > Utc::now());
    let old = match (&endpoint.old_secret, old_end) {
        (Some(old), Some(_)) => secrets.open(id, old)?.to_text(),
        _ => String::new(),
    };
    Ok(WebhookSecret {
        current,
        old,
        old_end_time: old_end.map(instant),
    })
}
