//! What tells whether packages are carried.
use std::sync::LazyLock;

use opentelemetry::KeyValue;
use opentelemetry::metrics::Counter;

/// Looks at resources, each as what it came to.
static LOOKS: LazyLock<Counter<u64>> = LazyLock::new(|| {
    let meter = opentelemetry::global::meter("kezhuan.rule_controller");
    meter.u64_counter("kezhuan.resource.looks").build()
});

pub(crate) fn looked(outcome: &'static str) {
    LOOKS.add(1, &[KeyValue::new("outcome", outcome)]);
}
