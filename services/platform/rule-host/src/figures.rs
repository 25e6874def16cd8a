//! What tells how rules fare: the span of each question, and per hook how many were asked, how they
//! ended, how long they took and what fuel they burnt.
use std::sync::LazyLock;
use std::time::Instant;

use opentelemetry::KeyValue;
use opentelemetry::metrics::{Counter, Histogram, Meter};
use tracing::{Instrument, Span};

use crate::decision::{Decision, Outcome};
use crate::question::Question;

static METER: LazyLock<Meter> = LazyLock::new(|| opentelemetry::global::meter("kezhuan.rules"));

/// Microseconds count here; a call may take two seconds.
const SECONDS: [f64; 12] = [
    0.000_01, 0.000_02, 0.000_05, 0.000_1, 0.000_2, 0.000_5, 0.001, 0.005, 0.02, 0.1, 0.5, 2.0,
];
/// A call may burn 50 million.
const FUEL_UNITS: [f64; 12] = [1e3, 3e3, 1e4, 3e4, 1e5, 3e5, 1e6, 3e6, 1e7, 2.5e7, 4e7, 5e7];

static QUESTIONS: LazyLock<Counter<u64>> = LazyLock::new(|| {
    let questions = METER.u64_counter("kezhuan.rule.questions");
    questions
        .with_description("Questions by hook and outcome")
        .build()
});

static DURATION: LazyLock<Histogram<f64>> = LazyLock::new(|| {
    let duration = METER.f64_histogram("kezhuan.rule.duration").with_unit("s");
    duration
        .with_description("Time to answer, the wait for a place included")
        .with_boundaries(SECONDS.to_vec())
        .build()
});

static FUEL: LazyLock<Histogram<u64>> = LazyLock::new(|| {
    let fuel = METER.u64_histogram("kezhuan.rule.fuel");
    fuel.with_description("Fuel one question burnt")
        .with_boundaries(FUEL_UNITS.to_vec())
        .build()
});

/// The span of one question; its outcome is told at its end.
pub(crate) fn span<F>(question: &Question<F>) -> Span {
    tracing::info_span!(
        "rule",
        hook = %question.hook,
        tenant = question.tenant,
        legal_date = %question.legal_date,
        outcome = tracing::field::Empty,
    )
}

/// Watches a question until its decision, which `decision` finds in what comes of it.
pub(crate) async fn watched<T>(
    span: Span,
    asking: impl Future<Output = T>,
    decision: impl FnOnce(&T) -> &Decision,
) -> T {
    let began = Instant::now();
    let asked = asking.instrument(span.clone()).await;
    tell(&span, began, decision(&asked));
    asked
}

fn tell(span: &Span, began: Instant, decision: &Decision) {
    let outcome = match &decision.outcome {
        Outcome::Answered(_) => "ANSWERED",
        Outcome::NoRuleInForce => "NO_RULE_IN_FORCE",
        Outcome::Failed(failure) => failure.kind.code(),
    };
    span.record("outcome", outcome);
    let labels = [
        KeyValue::new("hook", decision.hook.to_string()),
        KeyValue::new("outcome", outcome),
    ];
    QUESTIONS.add(1, &labels);
    DURATION.record(began.elapsed().as_secs_f64(), &labels[..1]);
    FUEL.record(decision.fuel_used, &labels[..1]);
}
