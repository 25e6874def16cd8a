//! How far a consumer is behind, as the server says it: also to a process that gets nothing, for nothing may come or
//! another process may have it all.
use std::time::{Duration, Instant};

use async_nats::jetstream::consumer::Info;
use async_nats::jetstream::context::ConsumerInfoErrorKind;

use super::ConsumerConfig;
use crate::{Bus, metrics};

const LOOK_EVERY: Duration = Duration::from_secs(5);
/// The durable is made as soon as its stream is.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// Tells the lag for ever. Where it can't be had, what was told last stays.
pub(super) async fn follow(bus: Bus, config: ConsumerConfig) {
    let labels = metrics::consumer(&config.durable);
    let mut first = FirstInLine::default();
    loop {
        let pause = match told(&bus, &config).await {
            Ok(Some(info)) => {
                // What fails for a passing reason is handed out and comes again, however long that takes.
                let waiting = info.num_pending + info.num_ack_pending as u64;
                let stuck = first.stands(info.ack_floor.stream_sequence, waiting, Instant::now());
                metrics::CONSUMER_LAG.record(waiting, &labels);
                metrics::CONSUMER_STUCK.record(stuck.as_secs_f64(), &labels);
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
async fn told(bus: &Bus, config: &ConsumerConfig) -> anyhow::Result<Option<Info>> {
    if !bus.is_connected() {
        return Ok(None);
    }
    let name = bus.stream_name(&config.source_service);
    let stream = bus.jetstream().get_stream_no_info(name).await?;
    match stream.consumer_info(&config.durable).await {
        Ok(info) => Ok(Some(info)),
        Err(error) => match error.kind() {
            ConsumerInfoErrorKind::NotFound | ConsumerInfoErrorKind::StreamNotFound => Ok(None),
            _ => Err(error.into()),
        },
    }
}

/// How far everything is handled, and since when it has not gone further. One event that nobody can handle holds it there, however
/// many go past.
#[derive(Default)]
struct FirstInLine(Option<(u64, Instant)>);

impl FirstInLine {
    /// How long the same event has been the first of those that wait.
    fn stands(&mut self, handled: u64, waiting: u64, now: Instant) -> Duration {
        let first = (handled, now);
        self.0 = match self.0 {
            _ if waiting == 0 => None,
            Some((before, since)) if before == handled => Some((before, since)),
            Some(_) | None => Some(first),
        };
        self.0
            .map_or(Duration::ZERO, |(_, since)| now.duration_since(since))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_first_in_line_stands_until_it_is_handled_or_nobody_waits() {
        let began = Instant::now();
        let at = |seconds| began + Duration::from_secs(seconds);
        let mut first = FirstInLine::default();
        assert_eq!(first.stands(7, 0, at(0)), Duration::ZERO);
        assert_eq!(first.stands(7, 3, at(5)), Duration::ZERO);
        // Others came and went.
        assert_eq!(first.stands(7, 9, at(65)), Duration::from_secs(60));
        assert_eq!(first.stands(8, 9, at(70)), Duration::ZERO);
        assert_eq!(first.stands(8, 1, at(75)), Duration::from_secs(5));
        assert_eq!(first.stands(8, 0, at(80)), Duration::ZERO);
        assert_eq!(first.stands(8, 1, at(85)), Duration::ZERO);
    }
}
