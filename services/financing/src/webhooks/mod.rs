//! Webhooks: what happened to an organisation's cases, posted to its own addresses as the Standard Webhooks specification
//! says. A message is a row, made once per event and endpoint; whoever sends it holds it on a lease, so that a process
//! killed anywhere loses nothing and at most sends once more what the receiver knows by its webhook-id.
mod config;
pub mod delivery;
mod disabling;
mod figures;
mod forgetting;
mod message;
mod sender;

use std::sync::Arc;

pub use config::WebhooksConfig;
pub use disabling::{DisabledReason, disable};
pub use figures::watch;
pub use forgetting::forget;
pub use kezhuan_webhooks::{Addresses, Secret, SecretKeeper, Unusable};
pub use message::{Happening, Message, Messages};
pub use sender::{Sender, message_id};

use kezhuan_webhooks::{Post, SystemNames};

/// What webhooks stand on. Cheap to clone.
#[derive(Clone)]
pub struct Webhooks {
    pub config: Arc<WebhooksConfig>,
    pub addresses: Addresses,
    pub secrets: SecretKeeper,
    pub messages: Messages,
    post: Post,
}

impl Webhooks {
    /// Nothing is sent before a [`Sender`] runs.
    pub fn new(config: &WebhooksConfig) -> anyhow::Result<Webhooks> {
        let addresses = Addresses::new(&config.allowed_ranges, SystemNames);
        Ok(Webhooks {
            post: Post::new(&config.post(), addresses.clone())?,
            secrets: SecretKeeper::create_or_load(&config.secret_key_file)?,
            messages: Messages::new()?,
            config: Arc::new(config.clone()),
            addresses,
        })
    }
}
