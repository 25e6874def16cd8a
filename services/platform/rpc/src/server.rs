//! The one server: every cap set, health and reflection on, drained when asked to stop.
use std::convert::Infallible;
use std::time::Duration;

use kezhuan_protocol::FILE_DESCRIPTOR_SET;
use kezhuan_runtime::Shutdown;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tonic::service::Routes;
use tonic::transport::Server;
use tonic_health::ServingStatus;
use tonic_health::server::HealthReporter;

use crate::ServerConfig;
use crate::connections::accepted;
use crate::frame::Frame;
use crate::tls::Tls;

/// A connection this quiet is asked whether it is still there.
const PING_EVERY: Duration = Duration::from_secs(30);

/// The RPCs of a service, already behind their permission check, and the names health reports.
pub struct Served {
    pub routes: Routes,
    pub service_names: Vec<&'static str>,
}

/// Serves what needs nothing but this process; see [`serve_while`].
pub async fn serve(
    listener: TcpListener,
    config: &ServerConfig,
    served: Served,
    shutdown: Shutdown,
) -> anyhow::Result<()> {
    let (_always, ready) = watch::channel(true);
    serve_while(ready, listener, config, served, shutdown).await
}

/// Serves until `shutdown`, then drains: not ready, answering for the notice time, finishing what
/// is under way, gone. Health says SERVING while `ready` holds.
pub async fn serve_while(
    ready: watch::Receiver<bool>,
    listener: TcpListener,
    config: &ServerConfig,
    served: Served,
    shutdown: Shutdown,
) -> anyhow::Result<()> {
    let tls = Tls::of(config, listener.local_addr()?)?;
    let (health, health_service) = tonic_health::server::health_reporter();
    let names = served.service_names;
    let serving = *ready.borrow();
    report(&health, &names, serving).await;
    let routes = served
        .routes
        .add_service(health_service)
        .add_service(reflection(&names)?);

    let notice = Duration::from_millis(config.drain_notice_ms);
    let closing = Shutdown::new();
    let (stopping, closed) = (shutdown.clone(), closing.clone());
    let stop = async move {
        tokio::select! {
            () = stopping.triggered() => {}
            never = follow(ready, &health, &names) => match never {},
        }
        report(&health, &names, false).await;
        tokio::time::sleep(notice).await;
        closed.trigger();
    };
    let connections = accepted(
        listener,
        tls.clone(),
        config.connections_max,
        Duration::from_millis(config.handshake_ms_max),
    );
    let fresh = async move {
        match tls {
            Some(tls) => tls.keep_fresh().await,
            None => std::future::pending().await,
        }
    };
    let server = Server::builder()
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
        never = fresh => match never {},
        () = limit => {
            tracing::warn!("requests were still under way when the drain time ended");
            Ok(())
        }
    }
}

/// Keeps health in step with `ready`.
async fn follow(
    mut ready: watch::Receiver<bool>,
    health: &HealthReporter,
    names: &[&'static str],
) -> Infallible {
    loop {
        if ready.changed().await.is_err() {
            // Nobody is left to say otherwise.
            return std::future::pending().await;
        }
        let now = *ready.borrow_and_update();
        report(health, names, now).await;
    }
}

async fn report(health: &HealthReporter, names: &[&'static str], serving: bool) {
    let status = match serving {
        true => ServingStatus::Serving,
        false => ServingStatus::NotServing,
    };
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
