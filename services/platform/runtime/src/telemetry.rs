//! Traces, metrics and logs: logs to the terminal always, all three to an OTLP collector when one is named, metrics to who asks.
pub mod boundaries;
mod exporters;
mod log_line;

use std::sync::Once;

use opentelemetry::trace::TracerProvider as _;
use opentelemetry_appender_tracing::layer::OpenTelemetryTracingBridge;
use opentelemetry_sdk::logs::SdkLoggerProvider;
use opentelemetry_sdk::metrics::SdkMeterProvider;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::SdkTracerProvider;
use serde::Deserialize;
use tracing_opentelemetry::OpenTelemetrySpanExt;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer};

pub use exporters::scraped;
use log_line::InTrace;

/// Where telemetry goes.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TelemetryConfig {
    /// `json` for machines, `text` for people.
    pub log_format: LogFormat,
    /// What is logged, in the syntax of `RUST_LOG`.
    pub log_filter: String,
    /// OTLP collector for traces, metrics and logs, such as `http://collector:4317`; empty sends nothing.
    pub otlp_endpoint: String,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    Json,
    Text,
}

/// Keeps the exporters; what is still unsent goes out at the end.
#[must_use = "telemetry is flushed when this is shut down"]
#[derive(Default)]
pub struct Telemetry {
    traces: Option<SdkTracerProvider>,
    metrics: Option<SdkMeterProvider>,
    logs: Option<SdkLoggerProvider>,
}

/// Starts telemetry once for the process; a second call in one process changes nothing.
pub fn init(service: &str, config: &TelemetryConfig) -> anyhow::Result<Telemetry> {
    static STARTED: Once = Once::new();
    let filter = EnvFilter::try_new(&config.log_filter)?;
    let mut outcome = Ok(Telemetry::default());
    STARTED.call_once(|| outcome = start(service, config, filter));
    outcome
}

fn start(service: &str, config: &TelemetryConfig, filter: EnvFilter) -> anyhow::Result<Telemetry> {
    opentelemetry::global::set_text_map_propagator(TraceContextPropagator::new());
    let resource = exporters::resource(service);
    let endpoint = config.otlp_endpoint.as_str();
    let traces = exporters::traces(resource.clone(), endpoint)?;
    let metrics = exporters::metrics(resource.clone(), endpoint)?;
    let told = exporters::logs(resource, endpoint)?;
    let logs = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    let logs = match config.log_format {
        LogFormat::Json => logs
            .json()
            .flatten_event(true)
            .with_current_span(true)
            .map_event_format(InTrace)
            .boxed(),
        LogFormat::Text => logs.with_target(false).boxed(),
    };
    // Our own spans only: those of the transport are many and tell nothing about the suite.
    let own = Targets::new().with_target("kezhuan", LevelFilter::INFO);
    let spans = tracing_opentelemetry::layer()
        .with_tracer(traces.tracer("kezhuan"))
        .with_filter(own.clone());
    // Nor lines of the transport, which speaks while it sends: what it said of that would be sent again. Of each call and each
    // event one line more than the terminal has.
    let told_of = own
        .with_target("kezhuan_rpc::frame", LevelFilter::DEBUG)
        .with_target("kezhuan_bus::consume", LevelFilter::DEBUG);
    let told_lines = told
        .as_ref()
        .map(|told| OpenTelemetryTracingBridge::new(told).with_filter(told_of));
    let layers = tracing_subscriber::registry()
        .with(spans)
        .with(told_lines)
        .with(logs.with_filter(filter));
    if layers.try_init().is_err() {
        tracing::debug!("this process had chosen where its logs go");
    }
    Ok(Telemetry {
        traces: Some(traces),
        metrics: Some(metrics),
        logs: told,
    })
}

impl Telemetry {
    /// Sends what is left.
    pub fn shutdown(self) {
        if let Some(traces) = self.traces
            && let Err(error) = traces.shutdown()
        {
            tracing::warn!(%error, "traces were not all sent");
        }
        if let Some(metrics) = self.metrics
            && let Err(error) = metrics.shutdown()
        {
            tracing::warn!(%error, "metrics were not all sent");
        }
        if let Some(logs) = self.logs
            && let Err(error) = logs.shutdown()
        {
            tracing::warn!(%error, "log lines were not all sent");
        }
    }
}

/// The W3C traceparent of the current span, for what leaves this process later.
pub fn trace_parent() -> Option<String> {
    trace_parent_of(&tracing::Span::current())
}

/// The same of `span`.
pub fn trace_parent_of(span: &tracing::Span) -> Option<String> {
    let mut carrier = std::collections::HashMap::new();
    let context = span.context();
    opentelemetry::global::get_text_map_propagator(|propagator| {
        propagator.inject_context(&context, &mut carrier)
    });
    carrier.remove("traceparent")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_has_a_trace_even_without_a_collector_and_a_second_start_is_harmless() {
        assert_eq!(trace_parent(), None);
        let config = TelemetryConfig {
            log_format: LogFormat::Json,
            log_filter: "warn".to_owned(),
            otlp_endpoint: String::new(),
        };
        let first = init("test", &config).unwrap();
        init("test", &config).unwrap().shutdown();
        let span = tracing::info_span!("work");
        let _entered = span.enter();
        let parent = trace_parent().unwrap();
        assert_eq!(parent.len(), 55, "{parent}");
        assert!(
            !parent.contains("00000000000000000000000000000000"),
            "{parent}"
        );
        drop(first);
    }
}
