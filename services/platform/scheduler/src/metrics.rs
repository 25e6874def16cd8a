//! What tells whether time passes: when each timer looked, how far it is behind, what it did and could not do.
use std::sync::LazyLock;

use opentelemetry::KeyValue;
use opentelemetry::metrics::{Counter, Gauge, Meter};

static METER: LazyLock<Meter> = LazyLock::new(|| opentelemetry::global::meter("kezhuan.scheduler"));

/// When the timer last looked, in seconds since 1970: a scheduler that stands still can't tell its own age.
pub(crate) static LOOKED_AT: LazyLock<Gauge<i64>> = LazyLock::new(|| {
    METER
        .i64_gauge("kezhuan.timer.looked_at")
        .with_unit("s")
        .build()
});

/// Legal days since the last one of which the timer left nothing.
pub(crate) static DAYS_BEHIND: LazyLock<Gauge<i64>> =
    LazyLock::new(|| METER.i64_gauge("kezhuan.timer.days_behind").build());

/// Steps taken.
pub(crate) static FIRED: LazyLock<Counter<u64>> =
    LazyLock::new(|| METER.u64_counter("kezhuan.timer.fired").build());

/// Due steps that could not be taken at a look, each time they were tried.
pub(crate) static FAILED: LazyLock<Counter<u64>> =
    LazyLock::new(|| METER.u64_counter("kezhuan.timer.failed").build());

pub(crate) fn of(service: &'static str, timer: &str) -> [KeyValue; 2] {
    [
        KeyValue::new("service", service),
        KeyValue::new("timer", timer.to_owned()),
    ]
}
