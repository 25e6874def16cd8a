//! An endless stream of arrivals: connects, makes the durable consumer, and does both again
//! whenever the server, the stream or the consumer is gone.
use std::collections::BTreeMap;
use std::time::Duration;

use async_nats::jetstream::consumer::{AckPolicy, DeliverPolicy, pull};
use async_nats::jetstream::message::{AckKind, Acker};
use futures::stream::{self, Stream, StreamExt};

use super::ConsumerConfig;
use crate::delivery::Consumer;
use crate::{Bus, Delivery};

const HEARTBEAT: Duration = Duration::from_secs(1);
const PULL: Duration = Duration::from_secs(10);
const PULL_MAX: usize = 256;
const OPEN_AGAIN_FIRST: Duration = Duration::from_millis(50);
const OPEN_AGAIN_MAX: Duration = Duration::from_secs(1);

pub(super) enum Arrival {
    Message(Box<Arrived>),
    /// What follows comes from another stream than what came before.
    OtherStream,
}

pub(super) struct Arrived {
    pub delivery: Delivery,
    pub acker: Acker,
    /// How often the server has handed it out.
    pub handed_out: i64,
}

enum Opened {
    /// The server or the stream is not there.
    NotYet,
    /// The stream as before, or the first one seen.
    Same,
    /// A stream made since: places in the old one mean nothing in it.
    Other,
}

struct Source {
    bus: Bus,
    config: ConsumerConfig,
    consumer: Consumer,
    open: Option<pull::Stream>,
    created: Option<i128>,
    pause: Duration,
}

/// Arrivals for ever.
pub(super) fn arrivals(
    bus: Bus,
    config: ConsumerConfig,
    consumer: Consumer,
) -> impl Stream<Item = Arrival> {
    let source = Source {
        bus,
        config,
        consumer,
        open: None,
        created: None,
        pause: OPEN_AGAIN_FIRST,
    };
    stream::unfold(source, |mut source| async move {
        let arrival = source.next().await;
        Some((arrival, source))
    })
}

impl Source {
    async fn next(&mut self) -> Arrival {
        loop {
            let Some(open) = self.open.as_mut() else {
                match self.reopen().await {
                    Ok(Opened::Same) => continue,
                    Ok(Opened::Other) => return Arrival::OtherStream,
                    Ok(Opened::NotYet) => {}
                    Err(error) => {
                        let error = format!("{error:#}");
                        tracing::warn!(
                            error,
                            durable = self.config.durable,
                            "the events can't be had"
                        );
                    }
                }
                tokio::time::sleep(self.pause).await;
                self.pause = (self.pause * 2).min(OPEN_AGAIN_MAX);
                continue;
            };
            match open.next().await {
                Some(Ok(message)) => {
                    self.pause = OPEN_AGAIN_FIRST;
                    if let Some(arrived) = self.read(message).await {
                        return Arrival::Message(Box::new(arrived));
                    }
                }
                Some(Err(error)) => {
                    tracing::info!(%error, durable = self.config.durable, "the events broke off");
                    self.open = None;
                }
                None => self.open = None,
            }
        }
    }

    /// Makes the durable where it is missing, and pulls.
    async fn reopen(&mut self) -> anyhow::Result<Opened> {
        let Self { bus, config, .. } = self;
        if !bus.is_connected() {
            return Ok(Opened::NotYet);
        }
        // Its source makes the stream, and may not have started yet.
        let Ok(stream) = bus
            .jetstream()
            .get_stream(bus.stream_name(&config.source_service))
            .await
        else {
            return Ok(Opened::NotYet);
        };
        let created = stream.cached_info().created.unix_timestamp_nanos();
        let subject = format!(
            "kezhuan.{}.v1.{}.>",
            config.source_service, config.aggregate
        );
        let durable = stream
            .create_consumer(pull::Config {
                durable_name: Some(config.durable.clone()),
                deliver_policy: DeliverPolicy::All,
                ack_policy: AckPolicy::Explicit,
                ack_wait: config.ack_wait,
                // Never given up by the server: silence would follow. Dead letters are ours.
                max_deliver: -1,
                max_ack_pending: config.pending_max,
                filter_subject: bus.subject(&subject),
                ..pull::Config::default()
            })
            .await?;
        let pulled = durable
            .stream()
            .max_messages_per_batch(PULL_MAX.min(config.queue_max))
            .expires(PULL)
            .heartbeat(HEARTBEAT)
            .messages()
            .await?;
        self.open = Some(pulled);
        let other = self.created.is_some_and(|known| known != created);
        self.created = Some(created);
        Ok(if other { Opened::Other } else { Opened::Same })
    }

    async fn read(&self, message: async_nats::jetstream::Message) -> Option<Arrived> {
        let handed_out = message.info().map_or(1, |info| info.delivered);
        let (message, acker) = message.split();
        let headers: BTreeMap<String, String> = message
            .headers
            .iter()
            .flat_map(|headers| headers.iter())
            .filter_map(|(name, values)| Some((name.to_string(), values.first()?.to_string())))
            .collect();
        let subject = self.bus.plain_subject(&message.subject);
        match Delivery::read(&self.consumer, subject, headers, message.payload) {
            Ok(delivery) => Some(Arrived {
                delivery,
                acker,
                handed_out,
            }),
            Err(foreign) => {
                tracing::error!(%foreign, subject, "a message that is no event was put aside");
                if let Err(error) = acker.ack_with(AckKind::Term).await {
                    tracing::debug!(%error, "it will come again");
                }
                None
            }
        }
    }
}
