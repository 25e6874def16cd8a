//! A log line as JSON that names the trace and the span it was written in, so that one leads to the other.
use std::fmt;

use opentelemetry::Context;
use opentelemetry::trace::TraceContextExt;
use tracing::{Event, Subscriber};
use tracing_subscriber::fmt::format::{Format, Json, Writer};
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields};
use tracing_subscriber::registry::LookupSpan;

/// Writes what `Format` writes, behind the two ids.
pub(super) struct InTrace(pub Format<Json>);

impl<S, N> FormatEvent<S, N> for InTrace
where
    S: Subscriber + for<'span> LookupSpan<'span>,
    N: for<'writer> FormatFields<'writer> + 'static,
{
    fn format_event(
        &self,
        context: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        let mut line = String::new();
        self.0
            .format_event(context, Writer::new(&mut line), event)?;
        let current = Context::current();
        let (span, members) = (current.span(), line.strip_prefix('{'));
        match members.filter(|_| span.span_context().is_valid()) {
            Some(members) => {
                let ids = span.span_context();
                let (trace, span) = (ids.trace_id(), ids.span_id());
                write!(
                    writer,
                    r#"{{"trace_id":"{trace}","span_id":"{span}",{members}"#
                )
            }
            None => writer.write_str(&line),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::sync::{Arc, Mutex, PoisonError};

    use opentelemetry::trace::TracerProvider as _;
    use opentelemetry_sdk::trace::{Sampler, SdkTracerProvider};
    use tracing_opentelemetry::OpenTelemetrySpanExt;
    use tracing_subscriber::layer::SubscriberExt;

    use super::*;

    #[derive(Clone, Default)]
    struct Written(Arc<Mutex<Vec<u8>>>);

    impl Write for Written {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            let mut written = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            written.extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_line_names_its_trace_even_without_a_collector_and_stays_json() {
        let written = Written::default();
        let to = written.clone();
        let off = SdkTracerProvider::builder()
            .with_sampler(Sampler::AlwaysOff)
            .build();
        let lines = tracing_subscriber::fmt::layer()
            .json()
            .flatten_event(true)
            .map_event_format(InTrace)
            .with_writer(move || to.clone());
        let subscriber = tracing_subscriber::registry()
            .with(tracing_opentelemetry::layer().with_tracer(off.tracer("test")))
            .with(lines);
        let trace = tracing::subscriber::with_default(subscriber, || {
            tracing::info!("outside");
            let span = tracing::info_span!("work");
            let _entered = span.enter();
            tracing::info!(number = 7, "inside");
            span.context().span().span_context().trace_id().to_string()
        });
        let text = written.0.lock().unwrap().clone();
        let text = String::from_utf8(text).unwrap();
        let (outside, inside) = text.trim_end().split_once('\n').unwrap();
        assert!(
            !outside.contains("trace_id") && outside.ends_with('}'),
            "{outside}"
        );
        assert!(
            inside.starts_with(&format!(r#"{{"trace_id":"{trace}","span_id":""#)),
            "{inside}"
        );
        assert!(inside.contains(r#""number":7"#), "{inside}");
    }
}
