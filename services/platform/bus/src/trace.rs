//! The trace goes on where the event is published, and where it is handled.
use std::collections::BTreeMap;

use chrono::{TimeDelta, Utc};
use kezhuan_database::outbox::OutboxRow;
use opentelemetry::propagation::Extractor;
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt;

use crate::{Delivery, envelope};

/// What is published later than this fills a stream again, years of it at a time: no collector waits for that.
const LIVE: TimeDelta = TimeDelta::hours(1);

struct Headers<'h>(&'h BTreeMap<String, String>);

impl Extractor for Headers<'_> {
    fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(String::as_str)
    }

    fn keys(&self) -> Vec<&str> {
        self.0.keys().map(String::as_str).collect()
    }
}

/// The span of publishing `row`, a child of the write that it was committed in; none where that had no trace, or was long ago.
pub(crate) fn publishing(row: &OutboxRow) -> Span {
    let live = row.occurred_at > Utc::now() - LIVE;
    let Some(written_in) = row.trace_parent.as_ref().filter(|_| live) else {
        return Span::none();
    };
    let span = tracing::info_span!(
        "publish",
        otel.kind = "producer",
        messaging.system = "nats",
        subject = row.subject,
        aggregate_id = %row.aggregate_id,
        sequence = row.sequence,
    );
    let carried = BTreeMap::from([(envelope::TRACE_PARENT.to_owned(), written_in.clone())]);
    join(&span, &carried);
    span
}

/// The span of handling `delivery`, a child of the one that published it.
pub(crate) fn span(delivery: &Delivery) -> Span {
    let span = tracing::info_span!(
        "consume",
        otel.kind = "consumer",
        messaging.system = "nats",
        service = delivery.service,
        consumer = &*delivery.consumer,
        event = delivery.event_name,
        aggregate_id = %delivery.aggregate_id,
        sequence = delivery.sequence,
    );
    join(&span, &delivery.headers);
    span
}

fn join(span: &Span, carried: &BTreeMap<String, String>) {
    let parent = opentelemetry::global::get_text_map_propagator(|propagator| {
        propagator.extract(&Headers(carried))
    });
    // Without an exporter there is nothing to attach to, and nothing is lost.
    let _ = span.set_parent(parent);
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use uuid::Uuid;

    use super::*;

    fn row(age: TimeDelta, trace_parent: Option<&str>) -> OutboxRow {
        OutboxRow {
            event_id: Uuid::nil(),
            aggregate: "contract".to_owned(),
            aggregate_id: Uuid::nil(),
            sequence: 1,
            tenant: "440703".to_owned(),
            subject: "kezhuan.contracts.v1.contract.ContractSubmitted".to_owned(),
            payload: Vec::new(),
            occurred_at: Utc::now() - age,
            legal_date: NaiveDate::MIN,
            trace_parent: trace_parent.map(str::to_owned),
            actor: "clerk".to_owned(),
            plugin_versions: None,
            param_versions: None,
        }
    }

    #[test]
    fn what_was_written_long_ago_is_published_without_a_span() {
        let written_in = Some("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        assert!(!publishing(&row(TimeDelta::minutes(5), written_in)).is_none());
        assert!(publishing(&row(TimeDelta::hours(2), written_in)).is_none());
        assert!(publishing(&row(TimeDelta::zero(), None)).is_none());
    }
}
