//! What stands around every RPC: trace, deadline, share of the process, figures, and dressed errors.
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use http::{HeaderMap, Request, Response};
use opentelemetry::KeyValue;
use opentelemetry::metrics::{Counter, Histogram};
use tokio::sync::Semaphore;
use tonic::{Code, Status};
use tower::{Layer, Service};
use tracing::Instrument;
use tracing_opentelemetry::OpenTelemetrySpanExt;

use crate::Problem;
use crate::problem::dressed;

/// Puts [`Framed`] around a router.
#[derive(Clone)]
pub(crate) struct Frame {
    deadline_max: Duration,
    places: Arc<Semaphore>,
    requests: Counter<u64>,
    durations: Histogram<f64>,
}

impl Frame {
    pub(crate) fn new(deadline_max: Duration, in_flight_max: usize) -> Frame {
        let meter = opentelemetry::global::meter("kezhuan.rpc");
        Frame {
            deadline_max,
            places: Arc::new(Semaphore::new(in_flight_max)),
            requests: meter
                .u64_counter("rpc.server.requests")
                .with_description("RPCs by method and code")
                .build(),
            durations: meter
                .f64_histogram("rpc.server.duration")
                .with_unit("s")
                .with_description("Time to answer an RPC")
                .build(),
        }
    }

    fn record(&self, method: &str, code: Code, seconds: f64) {
        let labels = [
            KeyValue::new("rpc.method", method.to_owned()),
            KeyValue::new("rpc.code", format!("{code:?}")),
        ];
        self.requests.add(1, &labels);
        self.durations.record(seconds, &labels[..1]);
    }
}

impl<S> Layer<S> for Frame {
    type Service = Framed<S>;

    fn layer(&self, inner: S) -> Framed<S> {
        Framed {
            inner,
            frame: self.clone(),
        }
    }
}

/// One framed service.
#[derive(Clone)]
pub(crate) struct Framed<S> {
    inner: S,
    frame: Frame,
}

type Answer<B, E> = Pin<Box<dyn Future<Output = Result<Response<B>, E>> + Send>>;

impl<S, A, B> Service<Request<A>> for Framed<S>
where
    S: Service<Request<A>, Response = Response<B>> + Clone + Send + 'static,
    S::Future: Send + 'static,
    S::Error: Send + 'static,
    A: Send + 'static,
    B: Default + Send + 'static,
{
    type Response = Response<B>;
    type Error = S::Error;
    type Future = Answer<B, S::Error>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<A>) -> Self::Future {
        let ready = self.inner.clone();
        let mut inner = std::mem::replace(&mut self.inner, ready);
        let frame = self.frame.clone();
        let method = request.uri().path().trim_start_matches('/').to_owned();
        let span = tracing::info_span!("rpc", otel.name = method, otel.kind = "server");
        let parent = opentelemetry::global::get_text_map_propagator(|propagator| {
            propagator.extract(&Headers(request.headers()))
        });
        if let Err(error) = span.set_parent(parent) {
            tracing::debug!(%error, "the caller's trace could not be joined");
        }
        let work = async move {
            let started = tokio::time::Instant::now();
            let Ok(place) = frame.places.clone().try_acquire_owned() else {
                frame.record(&method, Code::ResourceExhausted, 0.0);
                return Ok(overloaded().into_http());
            };
            let deadline = client_deadline(request.headers())
                .map_or(frame.deadline_max, |asked| asked.min(frame.deadline_max));
            let answer = match tokio::time::timeout(deadline, inner.call(request)).await {
                Ok(answer) => answer?,
                Err(_) => dressed(&Status::deadline_exceeded(String::new())).into_http(),
            };
            drop(place);
            let (answer, code) = finished(answer);
            frame.record(&method, code, started.elapsed().as_secs_f64());
            Ok(answer)
        };
        Box::pin(work.instrument(span))
    }
}

/// An answer whose error, when it has one, says why in both languages.
fn finished<B: Default>(answer: Response<B>) -> (Response<B>, Code) {
    let Some(status) = Status::from_header_map(answer.headers()) else {
        return (answer, Code::Ok);
    };
    if status.code() == Code::Ok || !status.details().is_empty() {
        return (answer, status.code());
    }
    let status = dressed(&status);
    let code = status.code();
    (status.into_http(), code)
}

fn overloaded() -> Status {
    Problem::new(Code::ResourceExhausted, "OVERLOADED", "rpc.kezhuan")
        .zh("当前请求过多，请稍后用同一 request_id 重试")
        .en("too many requests at once: retry later with the same request_id")
        .into()
}

/// The client's `grpc-timeout`: up to eight digits and a unit.
fn client_deadline(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get("grpc-timeout")?.to_str().ok()?;
    let (digits, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let number: u64 = if digits.len() <= 8 {
        digits.parse().ok()?
    } else {
        return None;
    };
    match unit {
        "H" => Some(Duration::from_secs(number * 3600)),
        "M" => Some(Duration::from_secs(number * 60)),
        "S" => Some(Duration::from_secs(number)),
        "m" => Some(Duration::from_millis(number)),
        "u" => Some(Duration::from_micros(number)),
        "n" => Some(Duration::from_nanos(number)),
        _ => None,
    }
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
    use super::*;

    #[test]
    fn a_client_deadline_is_read_in_every_unit() {
        let read = |text: &str| {
            let mut headers = HeaderMap::new();
            headers.insert("grpc-timeout", text.parse().unwrap());
            client_deadline(&headers)
        };
        assert_eq!(read("250m"), Some(Duration::from_millis(250)));
        assert_eq!(read("2S"), Some(Duration::from_secs(2)));
        assert_eq!(read("123456789S"), None);
        assert_eq!(read("S"), None);
        assert_eq!(read("1x"), None);
    }
}
