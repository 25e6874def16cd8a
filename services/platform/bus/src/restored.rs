//! Streams beside a database that was brought back to an earlier point: they hold events that it has forgotten, and its own
//! consumers are further than it is. For tools, while no service runs.
use std::collections::HashSet;
use std::time::Duration;

use anyhow::Context;
use async_nats::ServerAddr;
use async_nats::jetstream::ErrorCode;
use async_nats::jetstream::context::GetStreamErrorKind;
use async_nats::jetstream::stream::{LastRawMessageErrorKind, Stream};
use bytes::Bytes;
use chrono::{DateTime, Utc};
use futures::TryStreamExt;
use tokio::time::Instant;
use uuid::Uuid;

use crate::{Bus, envelope};

const CONNECTED_WITHIN: Duration = Duration::from_secs(10);
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// One event as its stream keeps it.
#[derive(Clone, Debug)]
pub struct Told {
    pub event_id: Uuid,
    /// `kezhuan.<service>.v1.<aggregate>.<EventName>`
    pub subject: String,
    pub aggregate: String,
    pub aggregate_id: Uuid,
    pub sequence: i64,
    pub tenant: String,
    pub occurred_at: String,
    pub legal_date: String,
    pub payload: Bytes,
}

/// What stands where a service's stream is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub stream: String,
    /// None where there is no such stream. Every service makes its own when it starts.
    pub messages: Option<u64>,
}

impl Bus {
    /// Waits for NATS; a tool has nothing to do without it.
    pub async fn reached(&self) -> anyhow::Result<()> {
        let end = Instant::now() + CONNECTED_WITHIN;
        while !self.is_connected() {
            anyhow::ensure!(
                Instant::now() < end,
                "NATS does not answer within {CONNECTED_WITHIN:?}"
            );
            tokio::time::sleep(LOOK_EVERY).await;
        }
        Ok(())
    }

    /// The servers it was given, without user and password.
    pub fn servers(&self) -> String {
        let given = self.config().nats_url.split(',');
        // Those that can't be read were refused when it connected.
        let given = given.filter_map(|url| url.trim().parse::<ServerAddr>().ok());
        let places = given.map(|server| format!("{}:{}", server.host(), server.port()));
        places.collect::<Vec<_>>().join(", ")
    }
}

/// Looks for the stream of `service`.
pub async fn find_stream(bus: &Bus, service: &str) -> anyhow::Result<Found> {
    let stream = stream(bus, service).await?;
    Ok(Found {
        stream: bus.stream_name(service),
        messages: stream.map(|stream| stream.cached_info().state.messages),
    })
}

/// What `service` has published since, oldest first, each event once however often it was sent; None where it has no stream,
/// and what it told can't be known. Read from the stream's end, so that years before cost nothing.
pub async fn told_since(
    bus: &Bus,
    service: &str,
    since: Option<DateTime<Utc>>,
) -> anyhow::Result<Option<Vec<Told>>> {
    let Some(stream) = stream(bus, service).await? else {
        return Ok(None);
    };
    let state = &stream.cached_info().state;
    let mut told = Vec::new();
    // A stream that never held a message begins at 0, which is no message's number.
    for sequence in (state.first_sequence.max(1)..=state.last_sequence).rev() {
        let message = match stream.get_raw_message(sequence).await {
            Ok(message) => message,
            // Left the stream meanwhile, or lost with the disk: the rest is told all the same.
            Err(error) if matches!(error.kind(), LastRawMessageErrorKind::NoMessageFound) => {
                continue;
            }
            Err(error) => {
                return Err(error)
                    .with_context(|| format!("message {sequence} of the stream of {service}"));
            }
        };
        let published = DateTime::from_timestamp(message.time.unix_timestamp(), 0);
        if since.is_some_and(|since| published.is_some_and(|published| published < since)) {
            break;
        }
        let header = |name: &str| {
            let value = message
                .headers
                .get(name)
                .map(|value| value.as_str().to_owned());
            value.with_context(|| format!("message {sequence} of {service} has no {name}"))
        };
        told.push(Told {
            event_id: header(envelope::ID)?.parse()?,
            subject: bus.plain_subject(&message.subject).to_owned(),
            aggregate: header(envelope::AGGREGATE)?,
            aggregate_id: header(envelope::AGGREGATE_ID)?.parse()?,
            sequence: header(envelope::SEQUENCE)?.parse()?,
            tenant: header(envelope::TENANT)?,
            occurred_at: header(envelope::TIME)?,
            legal_date: header(envelope::LEGAL_DATE)?,
            payload: message.payload.clone(),
        });
    }
    told.reverse();
    let mut seen = HashSet::new();
    told.retain(|event: &Told| seen.insert(event.event_id));
    Ok(Some(told))
}

/// Takes the stream of `service` away. The service makes another and fills it from its outbox when it starts, so that only
/// what its database knows is ever told again.
pub async fn forget_stream(bus: &Bus, service: &str) -> anyhow::Result<bool> {
    if stream(bus, service).await?.is_none() {
        return Ok(false);
    }
    bus.jetstream()
        .delete_stream(bus.stream_name(service))
        .await?;
    Ok(true)
}

/// Lets every consumer of `service` on the stream of `source` begin again; its inbox drops what it knows. Answers how many
/// there are.
pub async fn read_again(bus: &Bus, service: &str, source: &str) -> anyhow::Result<usize> {
    let Some(stream) = stream(bus, source).await? else {
        return Ok(0);
    };
    let names: Vec<String> = stream.consumer_names().try_collect().await?;
    let own = format!("{service}-");
    let mut again = 0;
    for name in names.iter().filter(|name| name.starts_with(&own)) {
        stream
            .reset_consumer(name, Some(1))
            .await
            .with_context(|| format!("{name} can't be set to the beginning"))?;
        again += 1;
    }
    Ok(again)
}

async fn stream(bus: &Bus, service: &str) -> anyhow::Result<Option<Stream>> {
    match bus.jetstream().get_stream(bus.stream_name(service)).await {
        Ok(stream) => Ok(Some(stream)),
        Err(error) => match error.kind() {
            GetStreamErrorKind::JetStream(cause)
                if cause.error_code() == ErrorCode::STREAM_NOT_FOUND =>
            {
                Ok(None)
            }
            _ => Err(error.into()),
        },
    }
}
