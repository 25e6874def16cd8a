//! A new secret. The old one signs too until it ends, so that the receiver can change over without losing a message.
use chrono::{DateTime, TimeDelta, Utc};
use kezhuan_auth::Caller;
use kezhuan_database::{RequestKey, Write};
use kezhuan_protocol::financing::v1::{RotateWebhookSecretRequest, WebhookEndpoint};
use kezhuan_rpc::etag;
use uuid::Uuid;

use super::names::ENDPOINTS;
use super::{WebhooksApi, convert, record};
use crate::domain::refused::Refused;
use crate::error::Error;
use crate::store::webhook_endpoints::{self, Endpoint};

const KEEP_OLD_HOURS: i32 = 24;
const KEEP_OLD_HOURS_MAX: i32 = 168;

/// What is to become of the secret that signs now.
#[derive(Clone, Copy)]
enum Old {
    LivesUntil(DateTime<Utc>),
    EndsNow,
}

pub async fn handle(
    api: WebhooksApi,
    caller: Caller,
    input: RotateWebhookSecretRequest,
    key: RequestKey,
) -> Result<WebhookEndpoint, Error> {
    let id = ENDPOINTS.parse(&input.name)?;
    let now = Utc::now();
    let old = match (input.end_old_now, input.keep_old_hours) {
        (true, _) => Old::EndsNow,
        (false, 0) => Old::LivesUntil(now + TimeDelta::hours(KEEP_OLD_HOURS.into())),
        (false, hours @ 1..=KEEP_OLD_HOURS_MAX) => {
            Old::LivesUntil(now + TimeDelta::hours(hours.into()))
        }
        (false, _) => return Err(hours_invalid()),
    };
    let secret = api.webhooks.secrets.new_secret()?;
    let secret = api.webhooks.secrets.seal(id, &secret)?;
    let seen = input.etag;
    api.database
        .write(&caller, &key, move |write| {
            let (secret, seen) = (secret.clone(), seen.clone());
            Box::pin(async move {
                let after = rotate(write, (id, &seen), secret, (old, now)).await?;
                Ok(convert::endpoint(&after))
            })
        })
        .await
}

async fn rotate(
    write: &mut Write,
    (id, seen): (Uuid, &str),
    secret: Vec<u8>,
    (old, now): (Old, DateTime<Utc>),
) -> Result<Endpoint, Error> {
    let endpoint = webhook_endpoints::lock(write, id).await?;
    let mut endpoint = endpoint.ok_or_else(|| ENDPOINTS.not_found(id))?;
    etag::check(seen, endpoint.version)?;
    let replaced = std::mem::replace(&mut endpoint.secret, secret);
    match old {
        Old::EndsNow => (endpoint.old_secret, endpoint.old_secret_end_time) = (None, None),
        Old::LivesUntil(_) if endpoint.old_secret_end_time.is_some_and(|end| end > now) => {
            return Err(two_live().into());
        }
        Old::LivesUntil(end) => {
            (endpoint.old_secret, endpoint.old_secret_end_time) = (Some(replaced), Some(end));
        }
    }
    endpoint.version += 1;
    endpoint.update_time = now;
    webhook_endpoints::update(write, &endpoint).await?;
    record::audit(write, "webhook_endpoint.secret_rotated", &endpoint);
    Ok(endpoint)
}

fn two_live() -> Refused {
    Refused::new(
        "WEBHOOK_SECRETS_TWO",
        "已有两个有效密钥,请待旧密钥失效后再轮换,或选择立即停用旧密钥",
        "two secrets live already: wait for the old one's end, or end it now",
    )
}

fn hours_invalid() -> Error {
    Error::field(
        "keep_old_hours",
        "KEEP_OLD_HOURS_INVALID",
        format!("应为 0 至 {KEEP_OLD_HOURS_MAX}"),
        format!("between 0 and {KEEP_OLD_HOURS_MAX}"),
    )
}
