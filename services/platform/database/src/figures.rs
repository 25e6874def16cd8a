//! What tells how the doors fare: a span for each read and write in its caller's trace, how long writes take, and how much of the
//! pool and of the queue is taken.
use std::sync::LazyLock;
use std::time::Instant;

use kezhuan_runtime::telemetry::boundaries;
use opentelemetry::KeyValue;
use opentelemetry::metrics::{Gauge, Histogram, Meter};
use tracing::Span;

static METER: LazyLock<Meter> = LazyLock::new(|| opentelemetry::global::meter("kezhuan.database"));

/// Seconds from the queue to the commit, or to why there was none.
static WRITE: LazyLock<Histogram<f64>> = LazyLock::new(|| {
    METER
        .f64_histogram("kezhuan.database.write.duration")
        .with_unit("s")
        .with_boundaries(boundaries::seconds())
        .build()
});

/// Connections of the app role, by `state`: busy, idle.
static CONNECTIONS: LazyLock<Gauge<u64>> =
    LazyLock::new(|| METER.u64_gauge("kezhuan.database.connections").build());

/// Writes that wait for a lane.
static WAITING: LazyLock<Gauge<u64>> =
    LazyLock::new(|| METER.u64_gauge("kezhuan.database.writes_waiting").build());

/// The span of one write; a timer's begins a trace.
pub(crate) fn write_span(service: &'static str) -> Span {
    tracing::info_span!(
        "write",
        otel.kind = "client",
        db.system.name = "postgresql",
        service,
        outcome = tracing::field::Empty
    )
}

/// The span of one read. None where nobody asks: what looks at a table each second would fill the collector.
pub(crate) fn read_span(service: &'static str) -> Span {
    if Span::current().is_none() {
        return Span::none();
    }
    tracing::info_span!(
        "read",
        otel.kind = "client",
        db.system.name = "postgresql",
        service
    )
}

/// One write from the queue to its end, whether or not its caller still waits: a slow one is given up by its caller, and commits.
pub(crate) struct Writing {
    span: Span,
    service: &'static str,
    began: Instant,
    outcome: &'static str,
}

impl Writing {
    /// Begins now.
    pub fn new(span: Span, service: &'static str) -> Writing {
        Writing {
            span,
            service,
            began: Instant::now(),
            outcome: "ABANDONED",
        }
    }

    /// It came to an answer.
    pub fn answered(&mut self, committed: bool) {
        self.outcome = match committed {
            true => "COMMITTED",
            false => "REFUSED",
        };
    }
}

impl Drop for Writing {
    fn drop(&mut self) {
        self.span.record("outcome", self.outcome);
        let labels = [
            KeyValue::new("service", self.service),
            KeyValue::new("outcome", self.outcome),
        ];
        WRITE.record(self.began.elapsed().as_secs_f64(), &labels);
    }
}

/// How much is taken now.
pub(crate) fn taken(service: &'static str, (open, idle): (u32, usize), waiting: usize) {
    let idle = u64::try_from(idle).unwrap_or(u64::MAX);
    let state = |state| {
        [
            KeyValue::new("service", service),
            KeyValue::new("state", state),
        ]
    };
    CONNECTIONS.record(idle, &state("idle"));
    CONNECTIONS.record(u64::from(open).saturating_sub(idle), &state("busy"));
    let waiting = u64::try_from(waiting).unwrap_or(u64::MAX);
    WAITING.record(waiting, &[KeyValue::new("service", service)]);
}

#[cfg(test)]
mod tests {
    use kezhuan_runtime::telemetry::{self, LogFormat, TelemetryConfig};

    use super::*;

    #[test]
    fn a_write_is_counted_whatever_became_of_it() {
        let config = TelemetryConfig {
            log_format: LogFormat::Text,
            log_filter: "warn".to_owned(),
            otlp_endpoint: String::new(),
        };
        drop(telemetry::init("figures", &config).expect("telemetry starts"));
        for committed in [None, Some(true), Some(false)] {
            let mut writing = Writing::new(Span::none(), "counted");
            if let Some(committed) = committed {
                writing.answered(committed);
            }
        }
        let told = telemetry::scraped().expect("figures");
        for outcome in ["ABANDONED", "COMMITTED", "REFUSED"] {
            let line = format!(
                r#"kezhuan_database_write_duration_seconds_count{{outcome="{outcome}",service="counted"}} 1"#
            );
            assert!(told.contains(&line), "{told}");
        }
    }
}
