//! One lazy, everlasting connection to NATS, and the names of what stands there.
use std::sync::Arc;
use std::time::Duration;

use async_nats::connection::State;
use async_nats::jetstream::Context;
use async_nats::jetstream::context::ContextBuilder;
use async_nats::{ConnectOptions, Event, ServerAddr};
use tokio::sync::Notify;

use crate::BusConfig;

const RECONNECT_MAX: Duration = Duration::from_secs(1);
const RECONNECT_FIRST: Duration = Duration::from_millis(20);
const PING: Duration = Duration::from_secs(10);

/// A process's way to NATS. Cheap to clone.
#[derive(Clone)]
pub struct Bus {
    client: async_nats::Client,
    jetstream: Context,
    config: Arc<BusConfig>,
    changed: Arc<Notify>,
}

/// The given address can't be one.
#[derive(Debug, thiserror::Error)]
#[error("{url:?} is no address of a NATS server")]
pub struct ConnectError {
    url: String,
    #[source]
    cause: anyhow::Error,
}

impl Bus {
    /// Starts to connect, and connects again for ever; a service starts without NATS.
    pub async fn connect(config: &BusConfig) -> Result<Self, ConnectError> {
        let refused = |cause: anyhow::Error| ConnectError {
            url: config.nats_url.clone(),
            cause,
        };
        let addresses = config
            .nats_url
            .split(',')
            .map(|url| url.trim().parse::<ServerAddr>())
            .collect::<Result<Vec<_>, _>>()
            .map_err(|cause| refused(cause.into()))?;
        let changed = Arc::new(Notify::new());
        let tell = changed.clone();
        let client = signed_in(&addresses)
            .name("kezhuan")
            .require_tls(config.tls_required)
            .retry_on_initial_connect()
            .ping_interval(PING)
            .reconnect_delay_callback(reconnect_delay)
            .event_callback(move |event| {
                let tell = tell.clone();
                async move { note(&event, &tell) }
            })
            .connect(addresses)
            .await
            .map_err(|cause| refused(cause.into()))?;
        let jetstream = ContextBuilder::new()
            .timeout(config.ack_max())
            .ack_timeout(config.ack_max())
            .max_ack_inflight(config.acks_max)
            .build(client.clone());
        Ok(Self {
            client,
            jetstream,
            config: Arc::new(config.clone()),
            changed,
        })
    }

    /// Whether a server is there now.
    pub fn is_connected(&self) -> bool {
        self.client.connection_state() == State::Connected
    }

    pub(crate) fn client(&self) -> &async_nats::Client {
        &self.client
    }

    pub(crate) fn jetstream(&self) -> &Context {
        &self.jetstream
    }

    pub(crate) fn config(&self) -> &BusConfig {
        &self.config
    }

    /// Resolves when a connection came or went.
    pub(crate) async fn connection_changed(&self) {
        self.changed.notified().await;
    }

    /// `KEZHUAN_<SERVICE>`, in this suite's namespace.
    pub(crate) fn stream_name(&self, service: &str) -> String {
        let stream = format!("KEZHUAN_{}", service.to_uppercase());
        match self.config.namespace.as_str() {
            "" => stream,
            namespace => format!("{namespace}_{stream}"),
        }
    }

    /// A subject, in this suite's namespace.
    pub(crate) fn subject(&self, subject: &str) -> String {
        match self.config.namespace.as_str() {
            "" => subject.to_owned(),
            namespace => format!("{namespace}.{subject}"),
        }
    }

    /// The subject as services know it.
    pub(crate) fn plain_subject<'s>(&self, subject: &'s str) -> &'s str {
        match self.config.namespace.as_str() {
            "" => subject,
            namespace => subject
                .strip_prefix(namespace)
                .and_then(|rest| rest.strip_prefix('.'))
                .unwrap_or(subject),
        }
    }
}

/// The client takes no user from an address by itself; all servers of a cluster know the same one.
fn signed_in(addresses: &[ServerAddr]) -> ConnectOptions {
    let login = |address: &ServerAddr| {
        Some((
            address.username()?.to_owned(),
            address.password()?.to_owned(),
        ))
    };
    match addresses.iter().find_map(login) {
        Some((user, password)) => ConnectOptions::with_user_and_password(user, password),
        None => ConnectOptions::new(),
    }
}

fn reconnect_delay(attempts: usize) -> Duration {
    let doubled = u32::try_from(attempts).unwrap_or(u32::MAX).min(10);
    (RECONNECT_FIRST * 2_u32.pow(doubled)).min(RECONNECT_MAX)
}

fn note(event: &Event, tell: &Notify) {
    match event {
        Event::Connected => tracing::info!("connected to nats"),
        Event::Disconnected => tracing::warn!("nats is gone; events wait in the outbox"),
        Event::SlowConsumer(_) | Event::ServerError(_) | Event::ClientError(_) => {
            tracing::warn!(%event, "nats reports trouble");
        }
        Event::LameDuckMode | Event::Draining | Event::Closed => tracing::info!(%event, "nats"),
    }
    tell.notify_waiters();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_for_a_server_grows_and_stays_below_a_second() {
        assert!(reconnect_delay(1) < reconnect_delay(3));
        assert_eq!(reconnect_delay(usize::MAX), RECONNECT_MAX);
    }
}
