//! What a kubelet and a scraper are answered, over a real connection that speaks HTTP/1.1 as they do.
use std::net::SocketAddr;
use std::time::Duration;

use kezhuan_rpc::{Operation, Part, Readiness};
use kezhuan_runtime::Shutdown;
use kezhuan_runtime::telemetry::{self, LogFormat, TelemetryConfig};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// Less than a connection may be old.
const ENDED_MAX: Duration = Duration::from_secs(5);

async fn get(address: SocketAddr, path: &str) -> String {
    let mut line = TcpStream::connect(address).await.unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nhost: pod\r\nconnection: close\r\n\r\n");
    line.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    line.read_to_string(&mut answer).await.unwrap();
    answer
}

/// Before the first figure is made: an instrument stays with the meter it was made by.
fn measured() {
    let config = TelemetryConfig {
        log_format: LogFormat::Text,
        log_filter: "warn".to_owned(),
        otlp_endpoint: String::new(),
    };
    drop(telemetry::init("desk", &config).unwrap());
}

#[tokio::test]
async fn a_process_lives_before_it_is_ready_and_while_it_drains() {
    measured();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let readiness = Readiness::of("desk", &[Part::Database, Part::Nats]);
    let shutdown = Shutdown::new();
    let operation = Operation::on(listener, readiness, &shutdown);

    assert!(get(address, "/live").await.starts_with("HTTP/1.1 200"));
    let waiting = get(address, "/ready").await;
    assert!(waiting.starts_with("HTTP/1.1 503"), "{waiting}");
    assert!(
        waiting.contains(r#""waits_for":["database","nats"]"#),
        "{waiting}"
    );
    for part in [Part::Database, Part::Nats] {
        operation.readiness().is_at_hand(part, true);
    }
    let ready = get(address, "/ready").await;
    assert!(ready.starts_with("HTTP/1.1 200"), "{ready}");

    shutdown.trigger();
    let draining = get(address, "/ready").await;
    assert!(draining.starts_with("HTTP/1.1 503"), "{draining}");
    assert!(draining.contains("its own end"), "{draining}");
    assert!(get(address, "/live").await.starts_with("HTTP/1.1 200"));
    assert!(get(address, "/secrets").await.starts_with("HTTP/1.1 404"));
}

#[tokio::test]
async fn whoever_was_answered_holds_no_place() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let readiness = Readiness::of("desk", &[]);
    let _operation = Operation::on(listener, readiness, &Shutdown::new());
    let mut line = TcpStream::connect(address).await.unwrap();
    line.write_all(b"GET /live HTTP/1.1\r\nhost: pod\r\n\r\n")
        .await
        .unwrap();
    let mut answer = String::new();
    let ended = tokio::time::timeout(ENDED_MAX, line.read_to_string(&mut answer)).await;
    ended.expect("the connection ends").unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}

#[tokio::test]
async fn figures_are_told_as_prometheus_reads_them() {
    measured();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let readiness = Readiness::of("figured", &[Part::Database]);
    let operation = Operation::on(listener, readiness, &Shutdown::new());
    let told = get(address, "/metrics").await;
    assert!(
        told.contains(r#"kezhuan_ready{part="database",service="figured"} 0"#),
        "{told}"
    );
    operation.readiness().is_at_hand(Part::Database, true);

    let told = get(address, "/metrics").await;
    assert!(told.starts_with("HTTP/1.1 200"), "{told}");
    assert!(
        told.contains(r#"kezhuan_ready{part="database",service="figured"} 1"#),
        "{told}"
    );
    assert!(told.contains("target_info{"), "{told}");
}
