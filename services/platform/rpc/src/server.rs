//! The one server: every cap set, health and reflection on, drained when asked to stop.
use std::time::Duration;

use anyhow::Context;
use kezhuan_protocol::FILE_DESCRIPTOR_SET;
use kezhuan_runtime::Shutdown;
use tokio::net::TcpListener;
use tonic::service::Routes;
use tonic::transport::Server;
use tonic_health::ServingStatus;
use tonic_health::server::HealthReporter;

use crate::connections::accepted;
use crate::frame::Frame;
use crate::{ServerConfig, tls};

/// A connection this quiet is asked whether it is still there.
const PING_EVERY: Duration = Duration::from_secs(30);

/// The RPCs of a service, already behind their permission check, and the names health reports.
pub struct Served {
    pub routes: Routes,
    pub service_names: Vec<&'static str>,
}

/// Serves until `shutdown`, then drains: not ready, answering for the notice time, finishing what
/// is under way, gone.
pub async fn serve(
    listener: TcpListener,
    config: &ServerConfig,
    served: Served,
    shutdown: Shutdown,
) -> anyhow::Result<()> {
    let tls = tls::of(config, listener.local_addr()?)?;
    let (health, health_service) = tonic_health::server::health_reporter();
    let names = served.service_names;
    report(&health, &names, ServingStatus::Serving).await;
    let routes = served
        .routes
        .add_service(health_service)
        .add_service(reflection(&names)?);

    let notice = Duration::from_millis(config.drain_notice_ms);
    let closing = Shutdown::new();
    let (stopping, closed) = (shutdown.clone(), closing.clone());
    let stop = async move {
        stopping.triggered().await;
        report(&health, &names, ServingStatus::NotServing).await;
        tokio::time::sleep(notice).await;
        closed.trigger();
    };
    let connections = accepted(
        listener,
        config.connections_max,
        Duration::from_millis(config.handshake_ms_max),
    );
    let mut builder = Server::builder();
    if let Some(tls) = tls {
        builder = builder
            .tls_config(tls)
            .context("the TLS files can't be used")?;
    }
    let server = builder
        .http2_max_header_list_size(config.header_bytes_max)
        .max_concurrent_streams(config.streams_per_connection_max)
        .http2_max_pending_accept_reset_streams(Some(config.pending_resets_max))
        .max_connection_age(Duration::from_secs(config.connection_age_s_max))
        .http2_keepalive_interval(Some(PING_EVERY))
        .http2_keepalive_timeout(Some(Duration::from_secs(config.silence_s_max)))
        .layer(Frame::new(config, closing))
        .add_routes(routes)
        .serve_with_incoming_shutdown(connections, stop);
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

async fn report(health: &HealthReporter, names: &[&'static str], status: ServingStatus) {
    for name in names.iter().copied().chain([""]) {
        health.set_service_status(name, status).await;
    }
}

/// Lists what this server serves, and no other service of the suite.
fn reflection(
    names: &[&'static str],
) -> anyhow::Result<
    tonic_reflection::server::v1::ServerReflectionServer<
        impl tonic_reflection::server::v1::ServerReflection,
    >,
> {
    let builder = tonic_reflection::server::Builder::configure()
        .register_encoded_file_descriptor_set(FILE_DESCRIPTOR_SET)
        .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
        .register_encoded_file_descriptor_set(tonic_types::pb::FILE_DESCRIPTOR_SET);
    let own = [
        "grpc.health.v1.Health",
        "grpc.reflection.v1.ServerReflection",
    ];
    let builder = names
        .iter()
        .copied()
        .chain(own)
        .fold(builder, |builder, name| builder.with_service_name(name));
    Ok(builder.build_v1()?)
}
