//! How far a consumer is behind, as the server says it: also to a process that gets nothing, for nothing may come or
//! another process may have it all.
use std::time::Duration;

use async_nats::jetstream::context::ConsumerInfoErrorKind;

use super::ConsumerConfig;
use crate::{Bus, metrics};

const LOOK_EVERY: Duration = Duration::from_secs(5);
/// The durable is made as soon as its stream is.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// Tells the lag for ever. Where it can't be had, what was told last stays.
pub(super) async fn follow(bus: Bus, config: ConsumerConfig) {
    let labels = metrics::consumer(&config.durable);
    loop {
        let pause = match not_done_with(&bus, &config).await {
            Ok(Some(events)) => {
                metrics::CONSUMER_LAG.record(events, &labels);
                LOOK_EVERY
            }
            Ok(None) => LOOK_AGAIN,
            Err(error) => {
                tracing::warn!(
                    error = format!("{error:#}"),
                    durable = config.durable,
                    "the lag can't be had"
                );
                LOOK_EVERY
            }
        };
        tokio::time::sleep(pause).await;
    }
}

/// None while the server or the durable is not there.
async fn not_done_with(bus: &Bus, config: &ConsumerConfig) -> anyhow::Result<Option<u64>> {
    if !bus.is_connected() {
        return Ok(None);
    }
    let name = bus.stream_name(&config.source_service);
    let stream = bus.jetstream().get_stream_no_info(name).await?;
    match stream.consumer_info(&config.durable).await {
        // What fails for a passing reason is handed out and comes again, however long that takes.
        Ok(info) => Ok(Some(info.num_pending + info.num_ack_pending as u64)),
        Err(error) => match error.kind() {
            ConsumerInfoErrorKind::NotFound | ConsumerInfoErrorKind::StreamNotFound => Ok(None),
            _ => Err(error.into()),
        },
    }
}
