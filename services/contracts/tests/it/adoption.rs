//! Rules taken over while the service runs: asked from then on, and never by the wrong one.
use std::pin::Pin;

use futures::Stream;
use kezhuan_protocol::adoption::v1::AdoptRuleRequest;
use kezhuan_protocol::adoption::v1::adoption_service_client::AdoptionServiceClient;
use kezhuan_protocol::contracts::v1::contract::State;
use kezhuan_protocol::rules::v1::rules_service_server::{RulesService, RulesServiceServer};
use kezhuan_protocol::rules::v1::*;
use kezhuan_rule_host::Digest;
use tokio::net::TcpListener;
use tokio_stream::wrappers::TcpListenerStream;
use tonic::transport::Server;
use tonic::{Code, Request, Response, Status, Streaming};
use uuid::Uuid;

use crate::world::{self, World, id, reason, service};

/// Gives the shipped packages away, and knows nothing else.
struct Shelf(Vec<Vec<u8>>);

fn elsewhere<T>() -> Result<Response<T>, Status> {
    Err(Status::unimplemented("only packages are given here"))
}

#[tonic::async_trait]
impl RulesService for Shelf {
    type DownloadPackageStream =
        Pin<Box<dyn Stream<Item = Result<DownloadPackageResponse, Status>> + Send>>;

    async fn download_package(
        &self,
        request: Request<DownloadPackageRequest>,
    ) -> Result<Response<Self::DownloadPackageStream>, Status> {
        let name = request.into_inner().name;
        let bytes = self
            .0
            .iter()
            .find(|bytes| name == format!("packages/{}", Digest::of(bytes)));
        let bytes = bytes.ok_or_else(|| Status::not_found("no such package"))?;
        let chunks: Vec<_> = bytes
            .chunks(256 << 10)
            .map(|chunk| {
                Ok(DownloadPackageResponse {
                    chunk: chunk.to_vec(),
                })
            })
            .collect();
        Ok(Response::new(Box::pin(tokio_stream::iter(chunks))))
    }
    async fn upload_package(
        &self,
        _: Request<Streaming<UploadPackageRequest>>,
    ) -> Result<Response<Package>, Status> {
        elsewhere()
    }
    async fn get_package(
        &self,
        _: Request<GetPackageRequest>,
    ) -> Result<Response<Package>, Status> {
        elsewhere()
    }
    async fn list_packages(
        &self,
        _: Request<ListPackagesRequest>,
    ) -> Result<Response<ListPackagesResponse>, Status> {
        elsewhere()
    }
    async fn activate_rule(
        &self,
        _: Request<ActivateRuleRequest>,
    ) -> Result<Response<TimelineEntry>, Status> {
        elsewhere()
    }
    async fn list_timeline(
        &self,
        _: Request<ListTimelineRequest>,
    ) -> Result<Response<ListTimelineResponse>, Status> {
        elsewhere()
    }
    async fn get_rulebook(
        &self,
        _: Request<GetRulebookRequest>,
    ) -> Result<Response<Rulebook>, Status> {
        elsewhere()
    }
}

async fn shelf() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let packages = RulesServiceServer::new(Shelf(world::shipped().into_values().collect()));
    let serving = Server::builder()
        .add_service(packages)
        .serve_with_incoming(TcpListenerStream::new(listener));
    kezhuan_runtime::spawn("shelf", serving);
    address
}

fn entry(hook: &str, package: &[u8], settings_json: &str) -> TimelineEntry {
    TimelineEntry {
        name: format!("timelineEntries/{}", Uuid::now_v7()),
        tenant: "440703".to_owned(),
        hook: hook.to_owned(),
        package: format!("packages/{}", Digest::of(package)),
        settings_json: settings_json.to_owned(),
        effective_from: "2025-01-01".to_owned(),
        ..Default::default()
    }
}

fn settings(package: &[u8]) -> String {
    let papers = kezhuan_rule_host::inspect(package, 32 << 20).unwrap();
    String::from_utf8(papers.settings_schema.defaults().canonical()).unwrap()
}

#[tokio::test]
async fn an_adopted_rule_promises_and_estimates_at_once() {
    let world = World::with_rules("2025-03-03", &shelf().await).await;
    let submitted = world.submitted(world::form()).await;
    let package = world::shipped().remove("pengjiang").unwrap();
    let mut adoption = AdoptionServiceClient::new(world.channel.clone());
    for hook in ["tc.sla@1", "tc.incentive@1"] {
        let request = AdoptRuleRequest {
            entry: Some(entry(hook, &package, &settings(&package))),
            closed: Vec::new(),
            request_id: id(),
        };
        let answer = adoption
            .adopt_rule(world.ask(&service("rules"), request))
            .await
            .unwrap()
            .into_inner();
        assert!(answer.in_force, "{}", answer.problem);
    }
    let accepted = world.accept(&submitted).await.unwrap();
    assert_eq!(accepted.state(), State::Accepted);
    let promised = accepted.acceptance.clone().unwrap();
    assert!(promised.promised_working_days > 0);
    let registered = world
        .register(&world.classify(&accepted).await, &world::second_registrar())
        .await
        .unwrap();
    let decisions = world.decisions(&registered.name).await;
    assert!(
        decisions
            .iter()
            .all(|decision| decision.outcome == "ANSWERED"),
        "{decisions:?}"
    );
    assert_eq!(registered.rule_pins.len(), 2);
    // 1 % of 100,000 yuan.
    let estimate: serde_json::Value = serde_json::from_str(&decisions[1].outcome_json).unwrap();
    assert_eq!(estimate["amount_fen"], 100_000);
}

#[tokio::test]
async fn only_the_rules_service_hands_rules_over() {
    let world = World::with_rules("2025-03-03", &shelf().await).await;
    let package = world::shipped().remove("pengjiang").unwrap();
    let mut adoption = AdoptionServiceClient::new(world.channel.clone());
    let request = AdoptRuleRequest {
        entry: Some(entry("tc.sla@1", &package, "{}")),
        closed: Vec::new(),
        request_id: id(),
    };
    let refused = adoption
        .adopt_rule(world.ask(&service("scoreboard"), request))
        .await
        .unwrap_err();
    assert_eq!(
        (refused.code(), reason(&refused).as_str()),
        (Code::PermissionDenied, "NOT_THE_RULES_SERVICE")
    );
}
