//! What is told on resources, and what is not.
use std::sync::{Arc, Mutex};
use std::time::Duration;

use kezhuan_rule_controller::{Config, NAME, kubernetes, reconciler};
use kezhuan_runtime::telemetry::{self, LogFormat, TelemetryConfig};
use kezhuan_runtime::{LegalClock, Shutdown};
use kezhuan_testkit::eventually;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tonic::service::{InterceptorLayer, Routes};
use tonic::transport::Server;
use tonic::transport::server::TcpIncoming;
use tonic::{Request, Status};

use crate::api_server::ApiServer;

const PATIENCE: Duration = Duration::from_secs(60);

/// With a rules service that is not there.
fn config() -> Config {
    let mut config: Config =
        kezhuan_runtime::load_config(NAME, include_str!("../../config/default.toml")).unwrap();
    config.rules.address = "http://127.0.0.1:1".to_owned();
    config
}

fn object(name: &str, digest: &str) -> Value {
    json!({
        "apiVersion": "rules.kezhuan/v1", "kind": "RulePackage",
        "metadata": {"name": name, "namespace": "pengjiang", "uid": name, "generation": 3},
        "spec": {"owner": "440703", "source": {"digest": digest}},
    })
}

/// Watches these until something was told, and everything under way is done.
async fn watched(config: Config, objects: Vec<Value>) -> Vec<(String, Value)> {
    // Another test may have chosen it before.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let (server, shutdown) = (ApiServer::of(Some(objects)), Shutdown::new());
    let looking = reconciler(&config, LegalClock::system()).unwrap();
    let cluster = (server.client(), config.kubernetes);
    let watching = kubernetes::run(cluster, looking, shutdown.clone());
    let watching = kezhuan_runtime::spawn("resources", watching);
    assert!(eventually(PATIENCE, async || !server.told().is_empty()).await);
    shutdown.trigger();
    let ended = tokio::time::timeout(PATIENCE, watching).await;
    ended.unwrap().unwrap().unwrap();
    server.told()
}

#[tokio::test]
async fn a_rules_service_that_does_not_answer_is_told_on_the_resource() {
    let told = watched(config(), vec![object("one", &"0".repeat(64))]).await;
    let (name, status) = &told[0];
    assert_eq!(name, "one");
    let ready = &status["conditions"][0];
    assert_eq!(ready["type"], "Ready", "{status}");
    assert_eq!(ready["status"], "Unknown", "{status}");
    assert_eq!(ready["reason"], "RulesUnreachable", "{status}");
    assert_eq!(ready["observedGeneration"], 3, "{status}");
    assert!(status.get("observedGeneration").is_none(), "{status}");
}

/// A stand-in for a rules service that has nothing, and the `traceparent` of each call.
async fn empty_service() -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let calls = Arc::new(Mutex::new(Vec::new()));
    let kept = calls.clone();
    let answering = move |request: Request<()>| -> Result<Request<()>, Status> {
        let parent = request.metadata().get("traceparent");
        let parent = parent.map_or("", |parent| parent.to_str().unwrap());
        kept.lock().unwrap().push(parent.to_owned());
        Err(Status::not_found("nothing is here"))
    };
    let serving = Server::builder()
        .layer(InterceptorLayer::new(answering))
        .add_routes(Routes::default())
        .serve_with_incoming(TcpIncoming::from(listener));
    kezhuan_runtime::spawn("rules", serving);
    (address, calls)
}

#[tokio::test]
async fn all_calls_of_a_look_are_of_one_trace() {
    let telemetry = TelemetryConfig {
        log_format: LogFormat::Text,
        log_filter: "warn".to_owned(),
        otlp_endpoint: String::new(),
    };
    // Without an exporter there is nothing to flush at the end.
    let _ = telemetry::init(NAME, &telemetry).unwrap();
    let (address, calls) = empty_service().await;
    let mut config = config();
    config.rules.address = address;
    config.kubernetes.namespaces = "pengjiang=440703".to_owned();
    watched(config, vec![object("one", &"0".repeat(64))]).await;
    let calls = calls.lock().unwrap().clone();
    // The package, and what was proposed of it.
    assert_eq!(calls.len(), 2, "{calls:?}");
    // Behind the version: 32 digits of the trace, then the span.
    let trace = calls[0].get(3..35).unwrap_or_default();
    assert_eq!(trace.len(), 32, "{calls:?}");
    assert!(calls[1][3..].starts_with(trace), "{calls:?}");
}

#[tokio::test]
async fn what_is_being_deleted_is_left_alone() {
    let mut going = object("going", "no digest");
    going["metadata"]["deletionTimestamp"] = json!("2026-01-01T00:00:00Z");
    let told = watched(config(), vec![going, object("staying", "no digest")]).await;
    let names: Vec<&str> = told.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["staying"]);
}

#[tokio::test]
async fn a_program_that_may_not_watch_does_not_start() {
    let config = config().kubernetes;
    let refused = ApiServer::of(None).client();
    let refused = kubernetes::may_watch(&refused, &config).await;
    let why = format!("{:#}", refused.unwrap_err());
    assert!(why.contains("kubernetes.watched_namespace"), "{why}");
    assert!(why.contains("forbidden"), "{why}");
    let served = ApiServer::of(Some(Vec::new())).client();
    kubernetes::may_watch(&served, &config).await.unwrap();
}
