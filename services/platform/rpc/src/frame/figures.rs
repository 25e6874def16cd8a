//! Rate, errors and duration of every RPC, and the span it runs in.
use std::collections::HashSet;
use std::sync::Arc;

use http::HeaderMap;
use kezhuan_protocol::FILE_DESCRIPTOR_SET;
use opentelemetry::KeyValue;
use opentelemetry::metrics::{Counter, Histogram};
use opentelemetry::trace::TraceContextExt;
use prost::Message;
use prost_types::FileDescriptorSet;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::Instant;
use tonic::Code;
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt;

use super::Share;

/// Instruments shared by all requests of a server.
#[derive(Clone)]
pub(super) struct Figures {
    /// Only these become labels: a caller can make up any number of other paths.
    methods: Arc<HashSet<String>>,
    requests: Counter<u64>,
    durations: Histogram<f64>,
}

impl Figures {
    pub(super) fn new() -> Figures {
        let meter = opentelemetry::global::meter("kezhuan.rpc");
        let requests = meter
            .u64_counter("rpc.server.requests")
            .with_description("RPCs by method and code");
        let durations = meter
            .f64_histogram("rpc.server.duration")
            .with_unit("s")
            .with_boundaries(kezhuan_runtime::telemetry::boundaries::seconds())
            .with_description("Time to answer an RPC");
        Figures {
            methods: Arc::new(methods()),
            requests: requests.build(),
            durations: durations.build(),
        }
    }

    /// A request to `path` begins.
    pub(super) fn begin(&self, path: &str, headers: &HeaderMap) -> Ending {
        let method = path.trim_start_matches('/');
        let method = if self.methods.contains(method) {
            method
        } else {
            "unknown"
        };
        let span = tracing::info_span!(
            "rpc",
            otel.name = method,
            otel.kind = "server",
            rpc.code = tracing::field::Empty,
            trace_id = tracing::field::Empty
        );
        let parent = opentelemetry::global::get_text_map_propagator(|known| {
            known.extract(&Headers(headers))
        });
        // Without a collector nobody keeps spans, and there is no trace to join.
        if span.set_parent(parent).is_ok() {
            let trace = span.context().span().span_context().trace_id();
            span.record("trace_id", tracing::field::display(trace));
        }
        Ending {
            figures: self.clone(),
            method: method.to_owned(),
            started: Instant::now(),
            span,
            place: None,
            share: None,
        }
    }
}

/// What is done when a request ends, by its trailers, its deadline, or its client leaving.
pub(super) struct Ending {
    figures: Figures,
    method: String,
    started: Instant,
    pub(super) span: Span,
    /// The request's place under the cap, free again at its end.
    pub(super) place: Option<OwnedSemaphorePermit>,
    /// And what it holds of its tenant's share.
    pub(super) share: Option<Share>,
}

impl Ending {
    pub(super) fn ended(self, code: Code) {
        let seconds = self.started.elapsed().as_secs_f64();
        let name = format!("{code:?}");
        self.span.record("rpc.code", &name);
        let _entered = self.span.enter();
        match code {
            Code::Internal | Code::Unknown | Code::DataLoss => {
                tracing::warn!(method = self.method, code = name, seconds, "rpc failed")
            }
            _ => tracing::debug!(method = self.method, code = name, seconds, "rpc"),
        }
        let labels = [
            KeyValue::new("rpc.method", self.method.clone()),
            KeyValue::new("rpc.code", name),
        ];
        self.figures.requests.add(1, &labels);
        self.figures.durations.record(seconds, &labels[..1]);
    }
}

fn methods() -> HashSet<String> {
    let mut methods = HashSet::new();
    for bytes in [
        FILE_DESCRIPTOR_SET,
        tonic_health::pb::FILE_DESCRIPTOR_SET,
        tonic_reflection::pb::v1::FILE_DESCRIPTOR_SET,
    ] {
        let files = FileDescriptorSet::decode(bytes)
            .map(|set| set.file)
            .unwrap_or_default();
        for file in &files {
            for service in &file.service {
                let rpcs = service.method.iter();
                methods.extend(
                    rpcs.map(|rpc| format!("{}.{}/{}", file.package(), service.name(), rpc.name())),
                );
            }
        }
    }
    methods
}

/// Request headers as the propagator reads them.
struct Headers<'a>(&'a HeaderMap);

impl opentelemetry::propagation::Extractor for Headers<'_> {
    fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key).and_then(|value| value.to_str().ok())
    }

    fn keys(&self) -> Vec<&str> {
        self.0.keys().map(http::HeaderName::as_str).collect()
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_method_served_has_its_own_figures() {
        let methods = super::methods();
        for method in [
            "kezhuan.clock.v1.ClockService/GetClock",
            "grpc.health.v1.Health/Check",
        ] {
            assert!(methods.contains(method), "{method}");
        }
    }
}
