//! What a proposed activation would have answered: asked of the services, stored, and shown to its own people.
use std::pin::Pin;
use std::sync::{Arc, Mutex};

use futures::Stream;
use kezhuan_protocol::replay::v1::replay_decisions_response::Part;
use kezhuan_protocol::replay::v1::replay_service_server::{ReplayService, ReplayServiceServer};
use kezhuan_protocol::replay::v1::*;
use kezhuan_protocol::rules::v1::{ActivateRuleRequest, ListTimelineRequest, Preview};
use tokio::net::TcpListener;
use tonic::transport::Server;
use tonic::transport::server::TcpIncoming;
use tonic::{Request, Response, Status};

use crate::world::{APPROVER, COUNTY, INCENTIVE, NEIGHBOUR, SECOND, Who, World, activation};

/// A service with decisions: tells this report, and keeps what it was asked.
#[derive(Clone, Default)]
struct Desk {
    report: Report,
    asked: Arc<Mutex<Vec<ReplayDecisionsRequest>>>,
}

type Parts<T> = Pin<Box<dyn Stream<Item = Result<T, Status>> + Send>>;

#[tonic::async_trait]
impl ReplayService for Desk {
    type ReplayDecisionsStream = Parts<ReplayDecisionsResponse>;
    type ExportDecisionsStream = Parts<ExportDecisionsResponse>;
    type ReadShadowLedgerStream = Parts<ReadShadowLedgerResponse>;

    async fn replay_decisions(
        &self,
        request: Request<ReplayDecisionsRequest>,
    ) -> Result<Response<Self::ReplayDecisionsStream>, Status> {
        self.asked.lock().unwrap().push(request.into_inner());
        let parts = [
            Part::Progress(Progress::default()),
            Part::Report(self.report.clone()),
        ];
        let parts = parts.map(|part| Ok(ReplayDecisionsResponse { part: Some(part) }));
        Ok(Response::new(Box::pin(futures::stream::iter(parts))))
    }

    async fn export_decisions(
        &self,
        _: Request<ExportDecisionsRequest>,
    ) -> Result<Response<Self::ExportDecisionsStream>, Status> {
        Err(Status::unimplemented("only replays are asked for"))
    }

    async fn read_shadow_ledger(
        &self,
        _: Request<ReadShadowLedgerRequest>,
    ) -> Result<Response<Self::ReadShadowLedgerStream>, Status> {
        Err(Status::unimplemented("only replays are asked for"))
    }
}

async fn serve(desk: Desk) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let serving = Server::builder()
        .add_service(ReplayServiceServer::new(desk))
        .serve_with_incoming(TcpIncoming::from(listener));
    kezhuan_runtime::spawn("desk", serving);
    address
}

/// The previews of the county's proposals, as somebody sees them.
async fn seen_by(world: &World, who: Who) -> Vec<Preview> {
    let request = ListTimelineRequest {
        tenant: COUNTY.to_owned(),
        hook: INCENTIVE.to_owned(),
        with_proposals: true,
        ..Default::default()
    };
    let mut client = world.client.clone();
    let answer = client.list_timeline(world.ask(who, request)).await;
    let mut entries = answer.unwrap().into_inner().entries;
    entries.swap_remove(0).previews
}

#[tokio::test]
async fn a_proposal_comes_with_what_it_would_have_changed_and_an_absent_service_stops_nobody() {
    let desk = Desk {
        report: Report {
            decisions: 12,
            changed: 3,
            delta_fen: -400,
            flips: vec![Change::default(); 50],
            ..Report::default()
        },
        ..Desk::default()
    };
    let gone = "http://127.0.0.1:1".to_owned();
    let world = World::asked_by(&[serve(desk.clone()).await, gone.clone()]).await;
    let package = world.uploaded().await;
    let proposed = world
        .activate(APPROVER, &activation(&package, "2026-01-01", ""))
        .await
        .unwrap();
    let asked = desk.asked.lock().unwrap().remove(0);
    assert_eq!(
        (asked.tenant.as_str(), asked.hook.as_str()),
        (COUNTY, INCENTIVE)
    );
    assert_eq!(asked.package, package.name);
    assert_eq!(asked.settings_json, proposed.settings_json);
    assert_eq!(
        (asked.from.as_str(), asked.to.as_str()),
        ("2025-01-01", "2025-12-31")
    );

    let [made, not_made] = &proposed.previews[..] else {
        panic!("{:?}", proposed.previews);
    };
    // By address: the one that is gone stands on a port below all others.
    let (made, not_made) = match made.service == gone {
        true => (not_made, made),
        false => (made, not_made),
    };
    let report = made.report.as_ref().unwrap();
    assert_eq!(
        (report.decisions, report.changed, report.delta_fen),
        (12, 3, -400)
    );
    assert_eq!(report.flips.len(), 20, "what nobody looks at is not kept");
    assert!(made.problem.is_empty());
    assert_eq!((&not_made.service, &not_made.report), (&gone, &None));
    assert!(
        not_made.problem.contains("can't be reached"),
        "{}",
        not_made.problem
    );

    let sorted = |mut previews: Vec<Preview>| {
        previews.sort_by(|a, b| a.service.cmp(&b.service));
        previews
    };
    let stored = sorted(proposed.previews.clone());
    assert_eq!(seen_by(&world, SECOND).await, stored);
    let stranger = Who {
        subject: "stranger",
        tenant: NEIGHBOUR,
    };
    assert_eq!(
        seen_by(&world, stranger).await,
        [],
        "another county's people see none"
    );
    let approved = world.approve(SECOND, &proposed.name).await.unwrap();
    assert_eq!(sorted(approved.previews), stored);
    world.stop().await;
}

/// The county's day is the third of March.
#[tokio::test]
async fn past_days_that_a_proposal_takes_are_the_days_of_its_preview() {
    let desk = Desk::default();
    let world = World::asked_by(&[serve(desk.clone()).await]).await;
    let package = world.uploaded().await;
    let standing = activation(&package, "2024-01-01", "");
    world.put_in_force(&standing).await.unwrap();
    for (first, last, corrects, to) in [
        ("2025-02-01", "", true, "2025-03-03"),
        ("2025-02-01", "2025-02-28", true, "2025-02-28"),
        ("2025-02-01", "2025-06-30", true, "2025-03-03"),
        ("2023-01-01", "2023-12-31", false, "2023-12-31"),
    ] {
        let wanted = ActivateRuleRequest {
            corrects,
            ..activation(&package, first, last)
        };
        let proposed = world.activate(APPROVER, &wanted).await.unwrap();
        let asked = desk.asked.lock().unwrap().pop().unwrap();
        assert_eq!((asked.from.as_str(), asked.to.as_str()), (first, to));
        let preview = &proposed.previews[0];
        assert_eq!((preview.from.as_str(), preview.to.as_str()), (first, to));
    }
    // One that begins today takes no past day.
    let today = activation(&package, "2025-03-03", "");
    world.activate(APPROVER, &today).await.unwrap();
    let asked = desk.asked.lock().unwrap().pop().unwrap();
    assert_eq!(
        (asked.from.as_str(), asked.to.as_str()),
        ("2024-03-03", "2025-03-02")
    );
    world.stop().await;
}
