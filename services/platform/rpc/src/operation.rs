//! The port for who runs the service: whether its process lives, whether calls may be sent to it and what it waits for, and its
//! figures. Plain HTTP, since probes and scrapers bring no certificate; it tells nothing of cases and takes nothing.
use std::time::Duration;

use anyhow::Context;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::map_response;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use kezhuan_runtime::{Shutdown, telemetry};
use tokio::net::TcpListener;
use tokio_util::task::AbortOnDropHandle;
use tonic::service::Routes;
use tonic::transport::Server;

use crate::ServerConfig;
use crate::connections::accepted;
use crate::readiness::Readiness;

/// Probes and scrapers are few, ask once and leave: whoever stays must not keep a kubelet out.
const CONNECTIONS_MAX: usize = 64;
const SILENCE_MAX: Duration = Duration::from_secs(5);
const CONNECTION_AGE_MAX: Duration = Duration::from_secs(10);
const GRACE_MAX: Duration = Duration::from_secs(5);
/// What Prometheus calls its text format.
const FIGURES: &str = "text/plain; version=0.0.4; charset=utf-8";

/// Answers as long as it is kept: while the service opens, serves, and drains.
#[must_use = "nobody is answered once this is dropped"]
pub struct Operation {
    readiness: Readiness,
    _answering: Option<AbortOnDropHandle<()>>,
}

#[derive(Clone)]
struct Asked {
    readiness: Readiness,
    shutdown: Shutdown,
}

impl Operation {
    /// Listens where `config` says, from the very beginning: a service that waits for its database lives, and is not ready.
    pub async fn start(
        config: &ServerConfig,
        readiness: Readiness,
        shutdown: &Shutdown,
    ) -> anyhow::Result<Operation> {
        let address = config.operation_address.as_str();
        if address.is_empty() {
            return Ok(Operation {
                readiness,
                _answering: None,
            });
        }
        let listener = TcpListener::bind(address)
            .await
            .with_context(|| format!("server.operation_address: can't listen on {address}"))?;
        Ok(Operation::on(listener, readiness, shutdown))
    }

    /// The same on a port that is open already.
    pub fn on(listener: TcpListener, readiness: Readiness, shutdown: &Shutdown) -> Operation {
        let asked = Asked {
            readiness: readiness.clone(),
            shutdown: shutdown.clone(),
        };
        let router = Router::new()
            .route("/live", get(live))
            .route("/ready", get(ready))
            .route("/metrics", get(figures))
            .layer(map_response(last))
            .with_state(asked);
        let serving = Server::builder()
            .accept_http1(true)
            .max_connection_age(CONNECTION_AGE_MAX)
            .max_connection_age_grace(GRACE_MAX)
            .add_routes(Routes::from(router))
            .serve_with_incoming(accepted(listener, None, CONNECTIONS_MAX, SILENCE_MAX));
        let answering = kezhuan_runtime::spawn("operation", async move {
            if let Err(error) = serving.await {
                tracing::error!(%error, "probes and scrapers are not answered any more");
            }
        });
        Operation {
            readiness,
            _answering: Some(AbortOnDropHandle::new(answering)),
        }
    }

    /// To be told what came and went.
    pub fn readiness(&self) -> &Readiness {
        &self.readiness
    }
}

/// One answer to a connection.
async fn last(mut answer: Response) -> Response {
    let close = HeaderValue::from_static("close");
    answer.headers_mut().insert(header::CONNECTION, close);
    answer
}

/// That the process still takes turns; whatever else it lacks, a new one would lack too.
async fn live() -> &'static str {
    "live\n"
}

async fn ready(State(asked): State<Asked>) -> Response {
    let mut waits_for = asked.readiness.waits_for();
    if asked.shutdown.is_triggered() {
        waits_for.push("its own end");
    }
    let status = match waits_for.is_empty() {
        true => StatusCode::OK,
        false => StatusCode::SERVICE_UNAVAILABLE,
    };
    let body = serde_json::json!({
        "ready": waits_for.is_empty(),
        "waits_for": waits_for,
        "away": asked.readiness.away(),
    });
    let kind = [(header::CONTENT_TYPE, "application/json")];
    (status, kind, format!("{body}\n")).into_response()
}

async fn figures() -> Response {
    match telemetry::scraped() {
        Ok(text) => ([(header::CONTENT_TYPE, FIGURES)], text).into_response(),
        Err(error) => {
            tracing::warn!(error = format!("{error:#}"), "the figures can't be told");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}
