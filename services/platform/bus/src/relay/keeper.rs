//! Sees to it that the stream is there, and notices when it is not the one it was.
use async_nats::jetstream::stream::{Config, Info, RetentionPolicy, StorageType};
use chrono::{DateTime, Utc};
use kezhuan_database::outbox;
use kezhuan_runtime::Shutdown;
use tokio::time::{Instant, MissedTickBehavior};

use super::ledger::Ledger;
use super::publisher::Publisher;
use crate::metrics;

const MEASURED_EVERY: u32 = 10;

/// Looks at the stream at every tick, and at once when somebody doubts it.
pub(super) async fn keep(
    publisher: &Publisher,
    ledger: &Ledger,
    shutdown: &Shutdown,
) -> anyhow::Result<()> {
    let mut tick = tokio::time::interval(publisher.bus().config().sweep());
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut looks = 0_u32;
    loop {
        tokio::select! {
            () = shutdown.triggered() => return Ok(()),
            _ = tick.tick() => {}
            () = publisher.state().doubt.notified() => {}
            () = publisher.bus().connection_changed() => {}
        }
        if publisher.bus().is_connected()
            && let Err(error) = look(publisher, ledger).await
        {
            tracing::warn!(
                error = format!("{error:#}"),
                stream = ledger.stream(),
                "the stream could not be looked at"
            );
        }
        if looks.is_multiple_of(MEASURED_EVERY) {
            measure(ledger).await;
        }
        looks = looks.wrapping_add(1);
    }
}

async fn look(publisher: &Publisher, ledger: &Ledger) -> anyhow::Result<()> {
    let known = publisher.state().stamp();
    let suspicious = publisher.state().take_suspicion();
    let started = Instant::now();
    let info = stream(publisher, ledger.stream()).await?;
    let created = instant(info.created.unix_timestamp_nanos());
    let last = info.state.last_sequence;
    let unsynced = publisher.bus().config().unsynced();
    match known {
        Some(stamp) if stamp.created == created => {
            if suspicious || last < stamp.reached {
                let again = ledger.unpublish_recent(unsynced, last).await?;
                tracing::warn!(
                    stream = ledger.stream(),
                    again,
                    "the stream lost its end; recent events are published again"
                );
            }
        }
        Some(_) | None => {
            let again = ledger.renew(created).await?;
            publisher.state().renewed(created, last);
            if again > 0 {
                tracing::warn!(
                    stream = ledger.stream(),
                    again,
                    "another stream stands there; everything is published again"
                );
            } else if known.is_none() {
                let again = ledger.unpublish_recent(unsynced, last).await?;
                tracing::info!(stream = ledger.stream(), again, elapsed = ?started.elapsed(), "the stream is there");
            }
        }
    }
    Ok(())
}

async fn stream(publisher: &Publisher, name: &str) -> anyhow::Result<Info> {
    let bus = publisher.bus();
    let stream = bus
        .jetstream()
        .get_or_create_stream(Config {
            name: name.to_owned(),
            subjects: vec![bus.subject(&format!("kezhuan.{}.v1.>", publisher.service()))],
            retention: RetentionPolicy::Limits,
            storage: StorageType::File,
            num_replicas: bus.config().stream_replicas,
            max_messages: bus.config().stream_messages_max,
            max_message_size: bus.config().event_bytes_max,
            // What is in the stream is never taken out one by one: a projection may read it all again.
            deny_delete: true,
            deny_purge: true,
            ..Config::default()
        })
        .await?;
    Ok(stream.cached_info().clone())
}

/// To the microsecond, as Postgres keeps it.
fn instant(nanos: i128) -> DateTime<Utc> {
    let micros = i64::try_from(nanos / 1_000).unwrap_or_default();
    DateTime::from_timestamp_micros(micros).unwrap_or_default()
}

async fn measure(ledger: &Ledger) {
    let Ok((waiting, oldest)) = outbox::backlog(ledger.database()).await else {
        return;
    };
    let service = metrics::service(ledger.database().service());
    let age = oldest.map_or(0.0, |oldest| {
        (Utc::now() - oldest).as_seconds_f64().max(0.0)
    });
    metrics::OUTBOX_WAITING.record(waiting, &service);
    metrics::OUTBOX_AGE.record(age, &service);
}
