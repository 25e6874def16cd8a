//! What tells whether packages are carried: the span of each look, and what it came to.
use std::sync::LazyLock;

use opentelemetry::KeyValue;
use opentelemetry::metrics::Counter;
use tracing::Span;

use crate::resource::RulePackage;

/// Looks at resources, each as what it came to.
static LOOKS: LazyLock<Counter<u64>> = LazyLock::new(|| {
    let meter = opentelemetry::global::meter("kezhuan.rule_controller");
    meter.u64_counter("kezhuan.resource.looks").build()
});

/// The span of one look, which begins a trace; what it came to is told at its end.
pub(crate) fn span(object: &RulePackage) -> Span {
    let of = &object.metadata;
    tracing::info_span!(
        "look",
        namespace = of.namespace,
        name = of.name,
        generation = of.generation,
        outcome = tracing::field::Empty,
    )
}

/// Counts a look, in its span.
pub(crate) fn looked(outcome: &'static str) {
    Span::current().record("outcome", outcome);
    LOOKS.add(1, &[KeyValue::new("outcome", outcome)]);
}
