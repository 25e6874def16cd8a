//! Deadlines, places and connections end where the settings say.
use std::time::{Duration, Instant};

use hyper_util::rt::{TokioExecutor, TokioIo};
use kezhuan_protocol::clock::v1::GetClockRequest;
use kezhuan_rpc::{Explanation, ServerConfig};
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;
use tonic::{Code, Request, Status};

use crate::house::{House, reason};

#[tokio::test]
async fn no_client_gets_more_time_than_the_server_gives() {
    let house = House::open(short()).await;
    house.gate.send_replace(false);
    let mut patient = Request::new(GetClockRequest {});
    patient.set_timeout(Duration::from_secs(600));
    for request in [patient, Request::new(GetClockRequest {})] {
        let begun = Instant::now();
        let refusal = house.clock().get_clock(request).await.unwrap_err();
        assert_eq!(
            reason(&refusal),
            (Code::DeadlineExceeded, "DEADLINE_EXCEEDED".into())
        );
        assert!(begun.elapsed() >= Duration::from_millis(100));
    }
    house.close().await;
}

/// A server's own deadline, short enough to be waited for.
fn short() -> ServerConfig {
    ServerConfig {
        deadline_ms_max: 100,
        ..ServerConfig::default()
    }
}

#[tokio::test]
async fn an_answer_that_is_allowed_longer_outlives_the_servers_deadline() {
    let house = House::with(short(), Some(Duration::from_secs(600))).await;
    house.gate.send_replace(false);
    let mut clock = house.clock();
    let waiting = kezhuan_runtime::spawn("waiting", async move {
        clock.get_clock(GetClockRequest {}).await
    });
    house.held(1).await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    house.gate.send_replace(true);
    waiting.await.unwrap().unwrap();
    house.close().await;

    let house = House::with(short(), Some(Duration::from_millis(300))).await;
    house.gate.send_replace(false);
    let begun = Instant::now();
    let answer = house.clock().get_clock(GetClockRequest {}).await;
    assert_eq!(
        reason(&answer.unwrap_err()),
        (Code::DeadlineExceeded, "DEADLINE_EXCEEDED".into())
    );
    assert!(begun.elapsed() >= Duration::from_millis(300));
    house.close().await;
}

#[tokio::test]
async fn an_answer_past_the_servers_deadline_does_not_hold_up_the_drain() {
    let house = House::with(short(), Some(Duration::from_secs(600))).await;
    house.gate.send_replace(false);
    let mut clock = house.clock();
    let waiting = kezhuan_runtime::spawn("waiting", async move {
        clock.get_clock(GetClockRequest {}).await
    });
    house.held(1).await;
    house.shutdown.trigger();
    let answer = tokio::time::timeout(Duration::from_secs(10), waiting).await;
    let refusal = answer.unwrap().unwrap().unwrap_err();
    assert_eq!(reason(&refusal), (Code::Unavailable, "STOPPING".into()));
    house.close().await;
}

/// tonic's client would give up by itself at the same moment; this one leaves it to the server.
#[tokio::test]
async fn a_shorter_deadline_of_the_client_is_kept_and_named() {
    let house = House::open(ServerConfig::default()).await;
    house.gate.send_replace(false);
    let stream = TokioIo::new(TcpStream::connect(house.address).await.unwrap());
    let (mut plain, connection) =
        hyper::client::conn::http2::handshake(TokioExecutor::new(), stream)
            .await
            .unwrap();
    let driving = kezhuan_runtime::spawn("connection", connection);
    let request = http::Request::post("http://clock/kezhuan.clock.v1.ClockService/GetClock")
        .header("content-type", "application/grpc")
        .header("te", "trailers")
        .header("grpc-timeout", "80m")
        .body("\0\0\0\0\0".to_owned())
        .unwrap();
    let answer = tokio::time::timeout(Duration::from_secs(10), plain.send_request(request))
        .await
        .unwrap()
        .unwrap();
    let status = Status::from_header_map(answer.headers()).unwrap();
    assert_eq!(
        reason(&status),
        (Code::DeadlineExceeded, "DEADLINE_EXCEEDED".into())
    );
    drop((plain, answer));
    driving.await.unwrap().unwrap();
    house.close().await;
}

#[tokio::test]
async fn one_request_too_many_is_told_to_come_back() {
    let house = House::open(ServerConfig {
        requests_in_flight_max: 2,
        ..ServerConfig::default()
    })
    .await;
    house.gate.send_replace(false);
    let waiting: Vec<_> = (0..2)
        .map(|_| {
            let mut clock = house.clock();
            kezhuan_runtime::spawn("waiting", async move {
                clock.get_clock(GetClockRequest {}).await
            })
        })
        .collect();
    house.held(2).await;
    let refusal = house
        .clock()
        .get_clock(GetClockRequest {})
        .await
        .unwrap_err();
    assert_eq!(
        reason(&refusal),
        (Code::ResourceExhausted, "OVERLOADED".into())
    );
    let said = Explanation::of(&refusal).metadata;
    assert_eq!(said["limit"], "requests_in_flight_max");

    house.gate.send_replace(true);
    for answer in waiting {
        answer.await.unwrap().unwrap();
    }
    house.clock().get_clock(GetClockRequest {}).await.unwrap();
    house.close().await;
}

#[tokio::test]
async fn one_connection_too_many_is_closed_at_once() {
    let config = ServerConfig {
        connections_max: 1,
        handshake_ms_max: 60_000,
        ..ServerConfig::default()
    };
    let house = House::open(config).await;
    let mut clock = house.clock();
    clock.get_clock(GetClockRequest {}).await.unwrap();
    let mut second = TcpStream::connect(house.address).await.unwrap();
    assert_eq!(
        tokio::time::timeout(Duration::from_secs(10), second.read(&mut [0; 8]))
            .await
            .unwrap()
            .unwrap(),
        0
    );
    clock.get_clock(GetClockRequest {}).await.unwrap();
    house.close().await;
}

#[tokio::test]
async fn a_connection_that_says_nothing_is_closed() {
    let house = House::open(ServerConfig {
        handshake_ms_max: 50,
        ..ServerConfig::default()
    })
    .await;
    let mut silent = TcpStream::connect(house.address).await.unwrap();
    let mut heard = Vec::new();
    tokio::time::timeout(Duration::from_secs(10), silent.read_to_end(&mut heard))
        .await
        .unwrap()
        .ok();
    house.close().await;
}
