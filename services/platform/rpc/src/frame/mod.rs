//! What stands around every RPC: trace, a place in the server, caps, deadline, errors that say why.
mod answer_body;
mod figures;
mod request_body;
mod share;

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use http::{Request, Response};
use kezhuan_runtime::Shutdown;
use tokio::sync::Semaphore;
use tonic::Status;
use tonic::body::Body;
use tower::{Layer, Service};
use tracing::Instrument;

use self::answer_body::{AnswerBody, Limit, complete};
use self::figures::{Ending, Figures};
use self::request_body::CappedBody;
pub use self::share::Share;
use self::share::Shares;
use crate::{Deadline, ServerConfig, dress};

/// Streams that last as long as their connection: they have no deadline and take no place.
const LASTING: [&str; 2] = [
    "/grpc.health.v1.Health/Watch",
    "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
];

/// Puts [`Framed`] around a server's routes.
#[derive(Clone)]
pub(crate) struct Frame {
    deadline_max: Duration,
    message_bytes_max: usize,
    places: Arc<Semaphore>,
    places_max: usize,
    shares: Arc<Shares>,
    figures: Figures,
    /// Ends the lasting streams, which would hold up the drain.
    closing: Shutdown,
}

impl Frame {
    pub(crate) fn new(config: &ServerConfig, closing: Shutdown) -> Frame {
        Frame {
            deadline_max: Duration::from_millis(config.deadline_ms_max),
            message_bytes_max: config.message_bytes_max,
            places: Arc::new(Semaphore::new(config.requests_in_flight_max)),
            places_max: config.requests_in_flight_max,
            shares: Shares::new(config.requests_per_tenant_max),
            figures: Figures::new(),
            closing,
        }
    }

    fn limit(&self, lasting: bool, deadline: Deadline) -> Limit {
        let closing = self.closing.clone();
        if lasting {
            return Box::pin(async move {
                closing.triggered().await;
                dress::stopping().into()
            });
        }
        Box::pin(async move {
            tokio::time::sleep_until(deadline.usual()).await;
            if let Some(allowed) = deadline.allowed() {
                tokio::select! {
                    () = closing.triggered() => return dress::stopping().into(),
                    () = tokio::time::sleep_until(allowed) => {}
                }
            }
            dress::deadline_exceeded().into()
        })
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

/// Framed routes.
#[derive(Clone)]
pub(crate) struct Framed<S> {
    inner: S,
    frame: Frame,
}

impl<S> Service<Request<Body>> for Framed<S>
where
    S: Service<Request<Body>, Response = Response<Body>, Error = Infallible>
        + Clone
        + Send
        + 'static,
    S::Future: Send + 'static,
{
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Body>, Infallible>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let ready = self.inner.clone();
        let mut inner = std::mem::replace(&mut self.inner, ready);
        let frame = self.frame.clone();
        let path = request.uri().path();
        let lasting = LASTING.contains(&path);
        let mut ending = frame.figures.begin(path, request.headers());
        // Counted from here: the transport's own timer, which knows no reasons, must not be first.
        let deadline = Deadline::of(request.headers(), frame.deadline_max);
        let span = ending.span.clone();
        let work = async move {
            if !lasting {
                match frame.places.clone().try_acquire_owned() {
                    Ok(place) => ending.place = Some(place),
                    Err(_) => {
                        let limit = dress::overloaded("requests_in_flight_max", frame.places_max);
                        return Ok(refused(limit.into(), ending));
                    }
                }
            }
            let mut request =
                request.map(|body| Body::new(CappedBody::new(body, frame.message_bytes_max)));
            // Who calls is for a layer inside to find out; the request ends out here.
            let share = Share::of(&frame.shares);
            ending.share = Some(share.clone());
            request.extensions_mut().insert(share);
            // A handler of long answers allows them more.
            request.extensions_mut().insert(deadline.clone());
            let mut limit = frame.limit(lasting, deadline);
            tokio::select! {
                biased;
                answer = inner.call(request) => Ok(finished(answer?, limit, ending)),
                status = &mut limit => Ok(refused(status, ending)),
            }
        };
        Box::pin(work.instrument(span))
    }
}

fn refused(status: Status, ending: Ending) -> Response<Body> {
    ending.ended(status.code());
    status.into_http()
}

fn finished(answer: Response<Body>, limit: Limit, ending: Ending) -> Response<Body> {
    let (mut head, body) = answer.into_parts();
    if head.headers.contains_key(Status::GRPC_STATUS) {
        ending.ended(complete(&mut head.headers));
        return Response::from_parts(head, body);
    }
    Response::from_parts(head, Body::new(AnswerBody::new(body, limit, ending)))
}
