//! What leaves the process: spans, figures and log lines to an OTLP collector, figures also to whoever scrapes them.
use std::sync::OnceLock;

use opentelemetry::{Key, KeyValue};
use opentelemetry_otlp::{LogExporter, MetricExporter, SpanExporter, WithExportConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::logs::SdkLoggerProvider;
use opentelemetry_sdk::metrics::SdkMeterProvider;
use opentelemetry_sdk::trace::{Sampler, SdkTracerProvider};
use prometheus::{Registry, TextEncoder};
use uuid::Uuid;

const INSTANCE: Key = Key::from_static_str("service.instance.id");

/// What `/metrics` shows; a process has one set of figures, however many services run in it.
static SCRAPED: OnceLock<Registry> = OnceLock::new();

/// Who speaks: the same on every span, figure and log line of the process. What `OTEL_RESOURCE_ATTRIBUTES` says of it counts,
/// a pod's name as the instance for one.
pub(super) fn resource(service: &str) -> Resource {
    let named = || Resource::builder().with_service_name(service.to_owned());
    let resource = named().build();
    if resource.get(&INSTANCE).is_some() {
        return resource;
    }
    let instance = KeyValue::new(INSTANCE, Uuid::new_v4().to_string());
    named().with_attribute(instance).build()
}

/// Without a collector spans are not kept, but logs and events still carry the trace they are of.
pub(super) fn traces(resource: Resource, endpoint: &str) -> anyhow::Result<SdkTracerProvider> {
    let builder = SdkTracerProvider::builder().with_resource(resource);
    if endpoint.is_empty() {
        return Ok(builder.with_sampler(Sampler::AlwaysOff).build());
    }
    let exporter = SpanExporter::builder()
        .with_tonic()
        .with_endpoint(endpoint)
        .build()?;
    let provider = builder.with_batch_exporter(exporter).build();
    opentelemetry::global::set_tracer_provider(provider.clone());
    Ok(provider)
}

/// Figures are always kept, for who scrapes them; they are sent only where a collector is named.
pub(super) fn metrics(resource: Resource, endpoint: &str) -> anyhow::Result<SdkMeterProvider> {
    let registry = SCRAPED.get_or_init(Registry::new).clone();
    let scraped = opentelemetry_prometheus::exporter()
        .with_registry(registry)
        // The names tell already which part of the suite counts.
        .scope_info_enabled(false)
        .build()?;
    let mut builder = SdkMeterProvider::builder()
        .with_resource(resource)
        .with_reader(scraped);
    if !endpoint.is_empty() {
        let exporter = MetricExporter::builder()
            .with_tonic()
            .with_endpoint(endpoint)
            .build()?;
        builder = builder.with_periodic_exporter(exporter);
    }
    let provider = builder.build();
    opentelemetry::global::set_meter_provider(provider.clone());
    Ok(provider)
}

/// Log lines for the collector, each with the trace and the span it was written in.
pub(super) fn logs(
    resource: Resource,
    endpoint: &str,
) -> anyhow::Result<Option<SdkLoggerProvider>> {
    if endpoint.is_empty() {
        return Ok(None);
    }
    let exporter = LogExporter::builder()
        .with_tonic()
        .with_endpoint(endpoint)
        .build()?;
    let builder = SdkLoggerProvider::builder().with_resource(resource);
    Ok(Some(builder.with_batch_exporter(exporter).build()))
}

/// Every figure of the process in the text that Prometheus reads; nothing before telemetry was started.
pub fn scraped() -> anyhow::Result<String> {
    let Some(registry) = SCRAPED.get() else {
        return Ok(String::new());
    };
    Ok(TextEncoder::new().encode_to_string(&registry.gather())?)
}
