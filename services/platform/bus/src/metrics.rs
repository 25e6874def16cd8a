//! What tells whether events flow: how old the outbox is, how far each consumer lags.
use std::sync::LazyLock;

use opentelemetry::KeyValue;
use opentelemetry::metrics::{Counter, Gauge, Meter};

static METER: LazyLock<Meter> = LazyLock::new(|| opentelemetry::global::meter("kezhuan.bus"));

/// Seconds the oldest unpublished event has waited.
pub(crate) static OUTBOX_AGE: LazyLock<Gauge<f64>> =
    LazyLock::new(|| METER.f64_gauge("kezhuan.outbox.age").with_unit("s").build());

/// Events that wait to be published.
pub(crate) static OUTBOX_WAITING: LazyLock<Gauge<i64>> =
    LazyLock::new(|| METER.i64_gauge("kezhuan.outbox.waiting").build());

/// Events published and acknowledged.
pub(crate) static PUBLISHED: LazyLock<Counter<u64>> =
    LazyLock::new(|| METER.u64_counter("kezhuan.outbox.published").build());

/// Events in the stream that a consumer has not done with: not handed out yet, under way, or to be tried again.
pub(crate) static CONSUMER_LAG: LazyLock<Gauge<u64>> =
    LazyLock::new(|| METER.u64_gauge("kezhuan.consumer.lag").build());

/// Seconds the same event has been the first of those.
pub(crate) static CONSUMER_STUCK: LazyLock<Gauge<f64>> = LazyLock::new(|| {
    let stuck = METER.f64_gauge("kezhuan.consumer.stuck");
    stuck.with_unit("s").build()
});

/// Events that nobody could handle, each time one was set aside.
pub(crate) static DEAD_LETTERS: LazyLock<Counter<u64>> =
    LazyLock::new(|| METER.u64_counter("kezhuan.consumer.dead_letters").build());

/// Those set aside that nobody has replayed yet, with what waits behind them.
pub(crate) static DEAD_LETTERS_OPEN: LazyLock<Gauge<i64>> = LazyLock::new(|| {
    METER
        .i64_gauge("kezhuan.consumer.dead_letters_open")
        .build()
});

pub(crate) fn service(name: &str) -> [KeyValue; 1] {
    [KeyValue::new("service", name.to_owned())]
}

pub(crate) fn consumer(durable: &str) -> [KeyValue; 1] {
    [KeyValue::new("consumer", durable.to_owned())]
}
