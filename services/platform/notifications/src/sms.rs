//! One text message, handed to the city's gateway as a webhook: the gateway knows a repeated one by its webhook-id.
use anyhow::Context;
use kezhuan_webhooks::{Addresses, Letter, Post, Secret, SystemNames};
use serde_json::json;
use uuid::Uuid;

use crate::channel::Outcome;
use crate::config::{SmsConfig, secret};

/// What says that it can't be otherwise: the gateway understood, and will not.
const REFUSALS: [u16; 5] = [400, 404, 410, 413, 422];

/// Hands text messages over. Cheap to clone.
#[derive(Clone)]
pub struct Sms {
    post: Post,
    url: String,
    secret: Secret,
}

impl Sms {
    /// Nothing where the settings name no gateway.
    pub fn new(config: &SmsConfig) -> anyhow::Result<Option<Sms>> {
        if config.url.is_empty() {
            return Ok(None);
        }
        let text = secret("notifications.sms.secret_file", &config.secret_file)?;
        let post = config.post();
        let addresses = Addresses::new(&post.allowed_ranges, SystemNames);
        Ok(Some(Sms {
            post: Post::new(&post, addresses)?,
            url: config.url.clone(),
            secret: Secret::parse(&text).context("notifications.sms.secret_file")?,
        }))
    }

    /// Tries once.
    pub async fn send(&self, id: Uuid, to: &str, kind: &str, text: &str) -> Outcome {
        let body = json!({ "type": "sms.send", "data": { "to": to, "kind": kind, "text": text } });
        let letter = Letter {
            url: self.url.clone(),
            message_id: format!("msg_{}", id.simple()),
            body: body.to_string(),
            secrets: vec![self.secret.clone()],
        };
        match self.post.send(&letter).await {
            Err(error) => Outcome::Refused(format!("{error:#}")),
            Ok(attempt) => match (attempt.answer.failure, attempt.answer.status_code) {
                (None, _) => Outcome::Sent,
                (Some(failure), code) if REFUSALS.contains(&code) => {
                    Outcome::Refused(format!("{code} {}", failure.as_str()))
                }
                (Some(failure), code) => Outcome::NotNow(format!("{code} {}", failure.as_str())),
            },
        }
    }
}
