//! The one server: every cap set, health and reflection on, drained when asked to stop.
use std::time::Duration;

use kezhuan_protocol::FILE_DESCRIPTOR_SET;
use kezhuan_runtime::Shutdown;
use serde::Deserialize;
use tokio::net::TcpListener;
use tonic::service::Routes;
use tonic::transport::Server;
use tonic::transport::server::TcpIncoming;

use crate::frame::Frame;

/// Where a service listens and how much it takes; every limit ends in `_max`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServerConfig {
    /// Address and port, such as `0.0.0.0:8443`.
    pub address: String,
    pub message_bytes_max: usize,
    pub header_bytes_max: u32,
    pub streams_per_connection_max: u32,
    pub requests_in_flight_max: usize,
    pub deadline_ms_max: u64,
    pub connection_age_s_max: u64,
    /// How long a stopping service keeps answering while others learn that it stops.
    pub drain_notice_ms: u64,
    /// How long requests under way may take to finish after that.
    pub drain_ms_max: u64,
}

/// The RPCs of a service, already behind their permission check, and the names health reports.
pub struct Served {
    pub routes: Routes,
    pub service_names: Vec<&'static str>,
}

/// Serves until `shutdown`, then drains.
pub async fn serve(
    listener: TcpListener,
    config: &ServerConfig,
    served: Served,
    shutdown: Shutdown,
) -> anyhow::Result<()> {
    let (health, health_service) = tonic_health::server::health_reporter();
    for name in served.service_names.iter().copied().chain([""]) {
        health
            .set_service_status(name, tonic_health::ServingStatus::Serving)
            .await;
    }
    let reflection = tonic_reflection::server::Builder::configure()
        .register_encoded_file_descriptor_set(FILE_DESCRIPTOR_SET)
        .build_v1()?;
    let frame = Frame::new(
        Duration::from_millis(config.deadline_ms_max),
        config.requests_in_flight_max,
    );
    let routes = Routes::from(served.routes.into_axum_router().layer(frame))
        .add_service(health_service)
        .add_service(reflection);

    let notice = Duration::from_millis(config.drain_notice_ms);
    let names = served.service_names.clone();
    let stopping = shutdown.clone();
    let stop = async move {
        stopping.triggered().await;
        for name in names.into_iter().chain([""]) {
            health
                .set_service_status(name, tonic_health::ServingStatus::NotServing)
                .await;
        }
        tokio::time::sleep(notice).await;
    };
    let server = Server::builder()
        .tcp_nodelay(true)
        .http2_max_header_list_size(config.header_bytes_max)
        .max_concurrent_streams(config.streams_per_connection_max)
        .max_connection_age(Duration::from_secs(config.connection_age_s_max))
        .http2_keepalive_interval(Some(Duration::from_secs(30)))
        .add_routes(routes)
        .serve_with_incoming_shutdown(TcpIncoming::from(listener).with_nodelay(Some(true)), stop);
    let limit = async {
        shutdown.triggered().await;
        tokio::time::sleep(notice + Duration::from_millis(config.drain_ms_max)).await;
    };
    tokio::select! {
        ended = server => Ok(ended?),
        () = limit => {
            tracing::warn!("requests were still under way when the drain time ended");
            Ok(())
        }
    }
}
