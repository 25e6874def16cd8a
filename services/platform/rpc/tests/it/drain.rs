//! A server asked to stop says so, finishes what it began, and takes nothing new.
use std::time::Duration;

use kezhuan_protocol::clock::v1::GetClockRequest;
use kezhuan_rpc::ServerConfig;
use tokio::net::TcpStream;
use tonic::Code;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;

use crate::house::{House, reason};

const PATIENCE: Duration = Duration::from_secs(10);

#[tokio::test]
async fn a_request_under_way_is_finished() {
    let house = House::open(ServerConfig {
        drain_notice_ms: 200,
        ..ServerConfig::default()
    })
    .await;
    house.gate.send_replace(false);
    let mut clock = house.clock();
    let under_way = kezhuan_runtime::spawn("under way", async move {
        clock.get_clock(GetClockRequest {}).await
    });
    house.held(1).await;
    let mut watch = HealthClient::new(house.channel())
        .watch(HealthCheckRequest::default())
        .await
        .unwrap()
        .into_inner();
    assert_eq!(
        watch.message().await.unwrap().unwrap().status(),
        ServingStatus::Serving
    );

    house.shutdown.trigger();
    let told = tokio::time::timeout(PATIENCE, watch.message())
        .await
        .unwrap()
        .unwrap()
        .unwrap();
    assert_eq!(told.status(), ServingStatus::NotServing);
    // Still answering while others learn of it.
    house.gate.send_replace(true);
    house.clock().get_clock(GetClockRequest {}).await.unwrap();

    assert_eq!(
        under_way.await.unwrap().unwrap().into_inner().date,
        "2025-01-01"
    );
    let ended = tokio::time::timeout(PATIENCE, watch.message())
        .await
        .unwrap()
        .unwrap_err();
    assert_eq!(reason(&ended), (Code::Unavailable, "STOPPING".into()));
    tokio::time::timeout(PATIENCE, house.serving)
        .await
        .unwrap()
        .unwrap()
        .unwrap();
    assert!(TcpStream::connect(house.address).await.is_err());
}

#[tokio::test]
async fn the_drain_ends_even_when_a_request_does_not() {
    let house = House::open(ServerConfig {
        drain_ms_max: 100,
        ..ServerConfig::default()
    })
    .await;
    house.gate.send_replace(false);
    let mut clock = house.clock();
    let stuck =
        kezhuan_runtime::spawn(
            "stuck",
            async move { clock.get_clock(GetClockRequest {}).await },
        );
    house.held(1).await;
    house.shutdown.trigger();
    tokio::time::timeout(PATIENCE, house.serving)
        .await
        .unwrap()
        .unwrap()
        .unwrap();
    stuck.abort();
}
