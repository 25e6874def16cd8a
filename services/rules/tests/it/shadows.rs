//! Candidates beside the rules in force: who starts and ends them, what ends them, who is told, and what a promotion shows.
use std::pin::Pin;
use std::sync::{Arc, Mutex};

use futures::Stream;
use kezhuan_protocol::adoption::v1::adoption_service_server::{
    AdoptionService, AdoptionServiceServer,
};
use kezhuan_protocol::adoption::v1::*;
use kezhuan_protocol::replay::v1::read_shadow_ledger_response::Part;
use kezhuan_protocol::replay::v1::replay_service_server::{ReplayService, ReplayServiceServer};
use kezhuan_protocol::replay::v1::*;
use kezhuan_protocol::rules::v1::shadow::{EndCause, State};
use kezhuan_protocol::rules::v1::{
    ActivateRuleRequest, EndShadowRequest, GetRulebookRequest, ListShadowsRequest,
    ListTimelineRequest, Package, Shadow, ShadowReport, StartShadowRequest,
};
use tokio::net::TcpListener;
use tonic::transport::Server;
use tonic::transport::server::TcpIncoming;
use tonic::{Code, Request, Response, Status};

use crate::keys::{ADMINISTRATOR, revoke};
use crate::world::{
    APPROVER, AUTHOR, COUNTY, INCENTIVE, NEIGHBOUR, SECOND, Who, World, activation, refused,
    request_id,
};

const STRANGER: Who = Who {
    subject: "stranger",
    tenant: NEIGHBOUR,
};

/// A start for the county's incentives; empty figures are the package's own.
pub fn wanted(package: &Package, settings_json: &str) -> StartShadowRequest {
    StartShadowRequest {
        tenant: COUNTY.to_owned(),
        hook: INCENTIVE.to_owned(),
        package: package.name.clone(),
        settings_json: settings_json.to_owned(),
        reason: "先行试算".to_owned(),
        request_id: request_id(),
    }
}

fn rate(basis_points: u32) -> String {
    format!(r#"{{"rate_development_bp":{basis_points}}}"#)
}

pub async fn start(
    world: &World,
    who: Who,
    message: &StartShadowRequest,
) -> Result<Shadow, Status> {
    let mut client = world.client.clone();
    let answer = client.start_shadow(world.ask(who, message.clone())).await?;
    Ok(answer.into_inner())
}

async fn end(world: &World, who: Who, name: &str) -> Result<Shadow, Status> {
    let message = EndShadowRequest {
        name: name.to_owned(),
        reason: "试算完毕".to_owned(),
        request_id: request_id(),
    };
    let mut client = world.client.clone();
    Ok(client
        .end_shadow(world.ask(who, message))
        .await?
        .into_inner())
}

async fn list(world: &World, who: Who, tenant: &str) -> Result<Vec<Shadow>, Status> {
    let (mut shadows, mut page_token) = (Vec::new(), String::new());
    loop {
        let message = ListShadowsRequest {
            tenant: tenant.to_owned(),
            hook: INCENTIVE.to_owned(),
            page_size: 1,
            page_token,
        };
        let answer = world
            .client
            .clone()
            .list_shadows(world.ask(who, message))
            .await?;
        let page = answer.into_inner();
        shadows.extend(page.shadows);
        page_token = page.next_page_token;
        if page_token.is_empty() {
            return Ok(shadows);
        }
    }
}

/// What a service that fell behind is told.
async fn rulebook(world: &World) -> Vec<Shadow> {
    let request: Request<GetRulebookRequest> =
        world.ask_as_service("contracts", GetRulebookRequest {});
    let answer = world.client.clone().get_rulebook(request).await;
    answer.unwrap().into_inner().shadows
}

/// A service that follows shadows: keeps what it was told, and tells this ledger.
#[derive(Clone, Default)]
struct Follower {
    told: Arc<Mutex<Vec<Shadow>>>,
    report: Report,
}

impl Follower {
    fn heard(&self) -> Vec<Shadow> {
        std::mem::take(&mut *self.told.lock().unwrap())
    }
}

fn elsewhere<T>() -> Result<Response<T>, Status> {
    Err(Status::unimplemented("only shadows are followed here"))
}

#[tonic::async_trait]
impl AdoptionService for Follower {
    async fn adopt_rule(
        &self,
        _: Request<AdoptRuleRequest>,
    ) -> Result<Response<AdoptRuleResponse>, Status> {
        elsewhere()
    }
    async fn adopt_stop(
        &self,
        _: Request<AdoptStopRequest>,
    ) -> Result<Response<AdoptStopResponse>, Status> {
        elsewhere()
    }
    async fn adopt_revocation(
        &self,
        _: Request<AdoptRevocationRequest>,
    ) -> Result<Response<AdoptRevocationResponse>, Status> {
        elsewhere()
    }
    async fn adopt_appropriation(
        &self,
        _: Request<AdoptAppropriationRequest>,
    ) -> Result<Response<AdoptAppropriationResponse>, Status> {
        elsewhere()
    }
    async fn adopt_shadow(
        &self,
        request: Request<AdoptShadowRequest>,
    ) -> Result<Response<AdoptShadowResponse>, Status> {
        let shadow = request.into_inner().shadow.unwrap();
        self.told.lock().unwrap().push(shadow);
        Ok(Response::new(AdoptShadowResponse {}))
    }
}

type Parts<T> = Pin<Box<dyn Stream<Item = Result<T, Status>> + Send>>;

#[tonic::async_trait]
impl ReplayService for Follower {
    type ReplayDecisionsStream = Parts<ReplayDecisionsResponse>;
    type ExportDecisionsStream = Parts<ExportDecisionsResponse>;
    type ReadShadowLedgerStream = Parts<ReadShadowLedgerResponse>;

    async fn replay_decisions(
        &self,
        _: Request<ReplayDecisionsRequest>,
    ) -> Result<Response<Self::ReplayDecisionsStream>, Status> {
        elsewhere()
    }
    async fn export_decisions(
        &self,
        _: Request<ExportDecisionsRequest>,
    ) -> Result<Response<Self::ExportDecisionsStream>, Status> {
        elsewhere()
    }
    async fn read_shadow_ledger(
        &self,
        request: Request<ReadShadowLedgerRequest>,
    ) -> Result<Response<Self::ReadShadowLedgerStream>, Status> {
        let ledger = ShadowLedger {
            shadow: request.into_inner().shadow,
            report: Some(self.report.clone()),
            since: "2025-03-03".to_owned(),
            ..ShadowLedger::default()
        };
        let last = ReadShadowLedgerResponse {
            part: Some(Part::Ledger(ledger)),
        };
        Ok(Response::new(Box::pin(futures::stream::iter([Ok(last)]))))
    }
}

async fn serve(follower: &Follower) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let serving = Server::builder()
        .add_service(AdoptionServiceServer::new(follower.clone()))
        .add_service(ReplayServiceServer::new(follower.clone()))
        .serve_with_incoming(TcpIncoming::from(listener));
    kezhuan_runtime::spawn("follower", serving);
    address
}

#[tokio::test]
async fn a_shadow_is_started_and_ended_by_its_owner_and_told_at_once() {
    let follower = Follower::default();
    let world = World::asked_by(&[serve(&follower).await]).await;
    let package = world.uploaded().await;
    let request = wanted(&package, "");
    let started = start(&world, AUTHOR, &request).await.unwrap();
    assert_eq!(
        (started.state(), started.started_by.as_str()),
        (State::Running, AUTHOR.subject)
    );
    assert_eq!(started.key, world.keys[COUNTY].public().id());
    let figures: serde_json::Value = serde_json::from_str(&started.settings_json).unwrap();
    assert_eq!(figures["rate_development_bp"], 100, "they are complete");
    assert_eq!(follower.heard(), std::slice::from_ref(&started));
    // A repeat is the same one.
    assert_eq!(start(&world, AUTHOR, &request).await.unwrap(), started);
    let again = start(&world, AUTHOR, &wanted(&package, "")).await;
    refused(again, Code::AlreadyExists, "SHADOW_RUNNING");
    follower.heard();

    let others = [
        start(&world, APPROVER, &wanted(&package, &rate(200))).await,
        start(&world, APPROVER, &wanted(&package, &rate(300))).await,
    ];
    let [second, third] = others.map(Result::unwrap);
    let beyond = start(&world, AUTHOR, &wanted(&package, &rate(400))).await;
    refused(beyond, Code::FailedPrecondition, "SHADOWS_MAX");
    let shown = list(&world, SECOND, "").await.unwrap();
    assert_eq!(shown, [third, second, started.clone()]);
    follower.heard();

    let over = end(&world, APPROVER, &started.name).await.unwrap();
    assert_eq!(
        (over.state(), over.end_cause(), over.version),
        (State::Ended, EndCause::ByPerson, 2)
    );
    assert_eq!(
        (over.ended_by.as_str(), over.ended_reason.as_str()),
        (APPROVER.subject, "试算完毕")
    );
    assert!(over.end_time.is_some());
    assert_eq!(follower.heard(), std::slice::from_ref(&over));
    let again = end(&world, APPROVER, &started.name).await;
    refused(again, Code::FailedPrecondition, "SHADOW_ENDED");
    assert!(rulebook(&world).await.contains(&over));
    // Its place is free, and the same may be tried anew.
    let anew = start(&world, AUTHOR, &wanted(&package, "")).await.unwrap();
    assert_ne!(anew.name, started.name);
    let told = world.events_of("shadow").await;
    let ended = told.iter().filter(|event| *event == "ShadowEnded").count();
    assert_eq!((told.len(), ended), (5, 1), "{told:?}");
    world.stop().await;
}

#[tokio::test]
async fn another_tenant_starts_ends_and_finds_none_and_only_what_may_be_asked_is_tried() {
    let world = World::new().await;
    let package = world.uploaded().await;
    let own = start(&world, AUTHOR, &wanted(&package, "")).await.unwrap();
    let foreign = start(&world, STRANGER, &wanted(&package, "")).await;
    refused(foreign, Code::PermissionDenied, "FOREIGN_TENANT");
    let on_its_own = StartShadowRequest {
        tenant: NEIGHBOUR.to_owned(),
        ..wanted(&package, "")
    };
    // The package is the county's, whoever's rule it would be.
    let foreign = start(&world, STRANGER, &on_its_own).await;
    refused(foreign, Code::PermissionDenied, "FOREIGN_TENANT");
    let foreign = end(&world, STRANGER, &own.name).await;
    refused(foreign, Code::NotFound, "SHADOW_UNKNOWN");
    let foreign = list(&world, STRANGER, COUNTY).await;
    refused(foreign, Code::PermissionDenied, "FOREIGN_TENANT");
    assert_eq!(list(&world, STRANGER, "").await.unwrap(), []);

    let silent = StartShadowRequest {
        reason: " ".to_owned(),
        ..wanted(&package, &rate(200))
    };
    let silent = start(&world, AUTHOR, &silent).await;
    refused(silent, Code::InvalidArgument, "FIELD_INVALID");
    let wild = start(&world, AUTHOR, &wanted(&package, r#"{"rate":1}"#)).await;
    refused(wild, Code::InvalidArgument, "FIELD_INVALID");
    let unanswered = StartShadowRequest {
        hook: "ip.ltv@1".to_owned(),
        ..wanted(&package, "")
    };
    let unanswered = start(&world, AUTHOR, &unanswered).await;
    refused(unanswered, Code::FailedPrecondition, "HOOK_NOT_ANSWERED");
    let broken = world
        .upload(AUTHOR, COUNTY, b"no component", &request_id())
        .await
        .unwrap();
    let untested = start(&world, AUTHOR, &wanted(&broken, "")).await;
    refused(untested, Code::FailedPrecondition, "PACKAGE_NOT_TESTED");
    world.stop().await;
}

#[tokio::test]
async fn revoking_the_key_ends_its_shadows_in_the_same_step() {
    for by in [ADMINISTRATOR, ("city", "440700", "city_stb")] {
        let follower = Follower::default();
        let world = World::asked_by(&[serve(&follower).await]).await;
        let package = world.uploaded().await;
        let one = start(&world, AUTHOR, &wanted(&package, "")).await.unwrap();
        let other = start(&world, AUTHOR, &wanted(&package, &rate(200)))
            .await
            .unwrap();
        follower.heard();
        let key = sqlx::query_scalar::<_, String>(
            "SELECT 'signingKeys/' || id FROM signing_key WHERE tenant = $1",
        )
        .bind(COUNTY)
        .fetch_one(&mut world.database.admin().await.unwrap())
        .await
        .unwrap();
        revoke(&world, by, &key).await.unwrap();
        let told = follower.heard();
        let names: Vec<&str> = told.iter().map(|shadow| shadow.name.as_str()).collect();
        assert_eq!(names, [&one.name, &other.name]);
        for shadow in &told {
            assert_eq!(
                (shadow.state(), shadow.end_cause()),
                (State::Ended, EndCause::KeyRevoked)
            );
            assert_eq!(
                (shadow.ended_by.as_str(), shadow.ended_reason.as_str()),
                (by.0, "私钥遗失")
            );
        }
        assert_eq!(rulebook(&world).await.len(), 2);
        let events = world.events_of("shadow").await;
        let ended = events.iter().filter(|event| *event == "ShadowEnded");
        assert_eq!(ended.count(), 2);
        let again = start(&world, AUTHOR, &wanted(&package, "")).await;
        refused(again, Code::FailedPrecondition, "KEY_REVOKED");
        world.stop().await;
    }
}

/// What is shown of the county's latest proposal, as somebody sees it.
async fn seen_by(world: &World, who: Who) -> Vec<ShadowReport> {
    let request = ListTimelineRequest {
        tenant: COUNTY.to_owned(),
        hook: INCENTIVE.to_owned(),
        with_proposals: true,
        ..Default::default()
    };
    let mut client = world.client.clone();
    let answer = client.list_timeline(world.ask(who, request)).await;
    let mut entries = answer.unwrap().into_inner().entries;
    entries.pop().unwrap().shadow_reports
}

fn by_address(mut reports: Vec<ShadowReport>) -> Vec<ShadowReport> {
    reports.sort_by(|a, b| a.service.cmp(&b.service));
    reports
}

#[tokio::test]
async fn a_promotion_shows_the_ledger_and_its_last_approval_ends_the_shadow() {
    let follower = Follower {
        report: Report {
            decisions: 12,
            changed: 3,
            delta_fen: -400,
            flips: vec![Change::default(); 50],
            ..Report::default()
        },
        ..Follower::default()
    };
    let gone = "http://127.0.0.1:1".to_owned();
    let world = World::asked_by(&[serve(&follower).await, gone.clone()]).await;
    let package = world.uploaded().await;
    let shadow = start(&world, AUTHOR, &wanted(&package, "")).await.unwrap();
    let other_figures = ActivateRuleRequest {
        settings_json: rate(200),
        ..activation(&package, "2025-01-01", "2025-01-31")
    };
    let untried = world.activate(APPROVER, &other_figures).await.unwrap();
    assert_eq!(untried.shadow_reports, [], "nothing tried these figures");

    let proposed = world
        .activate(APPROVER, &activation(&package, "2025-02-01", ""))
        .await
        .unwrap();
    let reports = proposed.shadow_reports.clone();
    let named = |report: &&ShadowReport| report.service == gone;
    let unread = reports.iter().find(named).unwrap();
    assert!(unread.ledger.is_none() && unread.problem.contains("can't be reached"));
    let read = reports.iter().find(|report| !named(report)).unwrap();
    assert_eq!((&read.shadow, read.problem.as_str()), (&shadow.name, ""));
    let ledger = read.ledger.as_ref().unwrap();
    let report = ledger.report.as_ref().unwrap();
    assert_eq!(
        (report.decisions, report.changed, report.delta_fen),
        (12, 3, -400)
    );
    assert_eq!(report.flips.len(), 20, "what nobody looks at is not kept");
    let stored = by_address(reports);
    assert_eq!(seen_by(&world, SECOND).await, stored);
    assert_eq!(seen_by(&world, STRANGER).await, []);

    follower.heard();
    let approved = world.approve(SECOND, &proposed.name).await.unwrap();
    assert_eq!(by_address(approved.shadow_reports), stored);
    let told = follower.heard();
    let [ended] = &told[..] else {
        panic!("one shadow ends");
    };
    assert_eq!(
        (&ended.name, ended.end_cause()),
        (&shadow.name, EndCause::Activated)
    );
    assert_eq!(ended.ended_by, SECOND.subject);
    assert!(ended.ended_reason.starts_with(&proposed.name));
    // What it found is shown again where the same is proposed later.
    let later = world
        .activate(APPROVER, &activation(&package, "2026-01-01", ""))
        .await
        .unwrap();
    assert_eq!(later.shadow_reports.len(), 2);
    world.stop().await;
}
