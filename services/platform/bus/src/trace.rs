//! The trace goes on where the event was published.
use std::collections::BTreeMap;

use opentelemetry::propagation::Extractor;
use tracing_opentelemetry::OpenTelemetrySpanExt;

use crate::Delivery;

struct Headers<'h>(&'h BTreeMap<String, String>);

impl Extractor for Headers<'_> {
    fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(String::as_str)
    }

    fn keys(&self) -> Vec<&str> {
        self.0.keys().map(String::as_str).collect()
    }
}

/// The span of handling `delivery`, a child of the one that published it.
pub(crate) fn span(delivery: &Delivery) -> tracing::Span {
    let span = tracing::info_span!(
        "consume",
        consumer = &*delivery.consumer,
        event = delivery.event_name,
        aggregate_id = %delivery.aggregate_id,
        sequence = delivery.sequence,
    );
    let parent = opentelemetry::global::get_text_map_propagator(|propagator| {
        propagator.extract(&Headers(&delivery.headers))
    });
    // Without an exporter there is nothing to attach to, and nothing is lost.
    let _ = span.set_parent(parent);
    span
}
