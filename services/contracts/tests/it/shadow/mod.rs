//! A candidate beside the rule in force: asked what live cases asked, counted once, and in nobody's way.
mod telling;

use std::time::Duration;

use kezhuan_contracts::Config;
use kezhuan_protocol::adoption::v1::AdoptShadowRequest;
use kezhuan_protocol::adoption::v1::adoption_service_client::AdoptionServiceClient;
use kezhuan_protocol::contracts::v1::contracts_service_client::ContractsServiceClient;
use kezhuan_protocol::contracts::v1::{Form, RegisterContractRequest, WithdrawClaimRequest};
use kezhuan_protocol::replay::v1::read_shadow_ledger_response::Part;
use kezhuan_protocol::replay::v1::replay_decisions_response::Part as Replayed;
use kezhuan_protocol::replay::v1::replay_service_client::ReplayServiceClient;
use kezhuan_protocol::replay::v1::*;
use kezhuan_protocol::rules::v1::Shadow;
use kezhuan_protocol::rules::v1::shadow::State;
use kezhuan_rule_host::Digest;
use kezhuan_testkit::eventually;
use tokio::net::TcpListener;
use tonic::Status;
use tonic::transport::Channel;
use uuid::Uuid;

use crate::adoption;
use crate::claims::cast::{appropriate, create, file};
use crate::replay::hostile;
use crate::shelf::{self, Shelf};
use crate::world::{self, Person, World, call, id, person, service};

const HOOK: &str = "tc.incentive@1";
const SOON: Duration = Duration::from_secs(30);

fn author() -> Person {
    person("zhang", "office-440703", "440703", &["rule_author"])
}

/// A shadow as the rules service tells of it, with the package's own figures.
fn shadow(package: &[u8]) -> Shadow {
    Shadow {
        name: format!("shadows/{}", Uuid::now_v7()),
        tenant: "440703".to_owned(),
        hook: HOOK.to_owned(),
        package: format!("packages/{}", Digest::of(package)),
        settings_json: adoption::settings(package),
        state: State::Running.into(),
        version: 1,
        ..Shadow::default()
    }
}

/// The rule in force at twice its rate.
fn doubled() -> Shadow {
    let figures = r#""rate_development_bp":100"#;
    let pengjiang = shadow(&shipped("pengjiang"));
    assert!(pengjiang.settings_json.contains(figures));
    Shadow {
        settings_json: pengjiang
            .settings_json
            .replace(figures, r#""rate_development_bp":200"#),
        ..pengjiang
    }
}

fn shipped(name: &str) -> Vec<u8> {
    world::shipped().remove(name).unwrap()
}

fn ended(shadow: &Shadow) -> Shadow {
    Shadow {
        state: State::Ended.into(),
        version: shadow.version + 1,
        ..shadow.clone()
    }
}

async fn adopt(world: &World, by: &Person, shadow: &Shadow) -> Result<(), Status> {
    let request = AdoptShadowRequest {
        shadow: Some(shadow.clone()),
        request_id: id(),
    };
    let mut client = AdoptionServiceClient::new(world.channel.clone());
    client.adopt_shadow(world.ask(by, request)).await.map(drop)
}

async fn adopted(world: &World, shadow: &Shadow) {
    adopt(world, &service("rules"), shadow).await.unwrap();
}

/// A county whose rule is Pengjiang's, asked by a service that looks often.
async fn county(change: impl FnOnce(&mut Config)) -> World {
    let mut packages: Vec<Vec<u8>> = world::shipped().into_values().collect();
    packages.push(hostile());
    let stocked = Shelf {
        packages,
        ..Shelf::default()
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let quick = |config: &mut Config| {
        config.replay.shadow_ms = 50;
        change(config);
    };
    World::with(World::CALM, &shelf::serve(listener, stocked), quick).await
}

async fn in_force(world: &World) {
    let package = shipped("pengjiang");
    let entry = adoption::entry(HOOK, &package, &adoption::settings(&package));
    let answer = adoption::adopt(world, entry).await.unwrap();
    assert!(answer.in_force, "{}", answer.problem);
}

fn larger() -> Form {
    Form {
        total_amount_fen: 200_000_000,
        ..world::form()
    }
}

/// The ledger with every changed decision, in order of their ids.
async fn ledger_of(
    channel: &Channel,
    (world, by): (&World, &Person),
    shadow: &Shadow,
) -> Result<(ShadowLedger, Vec<Change>), Status> {
    let request = ReadShadowLedgerRequest {
        shadow: shadow.name.clone(),
        with_changes: true,
    };
    let mut client = ReplayServiceClient::new(channel.clone());
    let answer = client.read_shadow_ledger(world.ask(by, request)).await?;
    let mut parts = answer.into_inner();
    let (mut ledger, mut changes) = (None, Vec::new());
    while let Some(part) = parts.message().await? {
        assert!(ledger.is_none(), "something came after the ledger");
        match part.part.unwrap() {
            Part::Changes(more) => changes.extend(more.changes),
            Part::Ledger(last) => ledger = Some(last),
        }
    }
    changes.sort_by(|a: &Change, b| a.decision.cmp(&b.decision));
    Ok((ledger.expect("a ledger"), changes))
}

async fn ledger(world: &World, shadow: &Shadow) -> (ShadowLedger, Vec<Change>) {
    let read = ledger_of(&world.channel, (world, &author()), shadow).await;
    read.unwrap()
}

fn report(ledger: &ShadowLedger) -> Report {
    Report {
        elapsed_ms: 0,
        ..ledger.report.clone().unwrap()
    }
}

/// The ledger once it has so many decisions, and none to come.
async fn caught_up(world: &World, shadow: &Shadow, decisions: i64) -> (ShadowLedger, Vec<Change>) {
    let mut latest = ledger(world, shadow).await;
    let caught_up = eventually(SOON, async || {
        latest = ledger(world, shadow).await;
        let counted = report(&latest.0).decisions;
        assert!(counted <= decisions, "{:?}", latest.0);
        counted == decisions && latest.0.decisions_to_come == 0
    });
    assert!(caught_up.await, "it does not catch up: {:?}", latest.0);
    latest
}

/// What a replay of the shadow's package says of every stored decision of the hook.
async fn replayed(world: &World, shadow: &Shadow) -> (Report, Vec<Change>) {
    let request = ReplayDecisionsRequest {
        tenant: shadow.tenant.clone(),
        hook: shadow.hook.clone(),
        package: shadow.package.clone(),
        settings_json: shadow.settings_json.clone(),
        from: "2020-01-01".to_owned(),
        to: "2030-12-31".to_owned(),
        with_changes: true,
    };
    let mut client = ReplayServiceClient::new(world.channel.clone());
    let answer = client.replay_decisions(world.ask(&author(), request)).await;
    let mut parts = answer.unwrap().into_inner();
    let (mut report, mut changes) = (Report::default(), Vec::new());
    while let Some(part) = parts.message().await.unwrap() {
        match part.part.unwrap() {
            Replayed::Progress(_) => {}
            Replayed::Changes(more) => changes.extend(more.changes),
            Replayed::Report(last) => report = last,
        }
    }
    changes.sort_by(|a: &Change, b| a.decision.cmp(&b.decision));
    report.elapsed_ms = 0;
    (report, changes)
}

/// Until every stored row stands in the sealed log.
async fn sealed(world: &World) {
    let mut admin = world.database.admin().await.unwrap();
    let sealed = eventually(SOON, async || {
        let waiting: i64 = sqlx::query_scalar(
            "SELECT count(*) FROM decision WHERE NOT EXISTS (SELECT FROM leaf WHERE row_id = decision.id)",
        )
        .fetch_one(&mut admin)
        .await
        .unwrap();
        waiting == 0
    });
    assert!(sealed.await, "rows are not sealed");
}

async fn stored_decisions(world: &World) -> i64 {
    sqlx::query_scalar("SELECT count(*) FROM decision WHERE hook = $1")
        .bind(HOOK)
        .fetch_one(&mut world.database.admin().await.unwrap())
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_ledger_of_live_cases_is_what_a_replay_of_them_says_and_no_case_changes() {
    let world = county(|_| {}).await;
    let early = shadow(&shipped("taishan"));
    adopted(&world, &early).await;
    world.registered(world::form()).await;
    in_force(&world).await;
    let contract = world.registered(world::form()).await;
    world.registered(larger()).await;
    let (told, changes) = caught_up(&world, &early, 3).await;
    let (expected, changed) = replayed(&world, &early).await;
    assert_eq!((report(&told), changes), (expected, changed));
    assert_eq!(report(&told).changed, 3);
    assert_eq!((told.since.as_str(), told.running), (World::CALM, true));
    assert!(told.problem.is_empty());

    // A later one begins where it was started, and knows nothing of what was before.
    sealed(&world).await;
    let late = doubled();
    adopted(&world, &late).await;
    world.registered(world::form()).await;
    let (told, changes) = caught_up(&world, &late, 1).await;
    assert_eq!(report(&told).delta_fen, 100_000);
    assert_eq!(changes[0].after.as_ref().unwrap().amount_fen, 200_000);
    assert!(told.first_leaf > 0 && told.next_leaf > told.first_leaf);
    caught_up(&world, &early, 4).await;

    // The cases stand on the rule in force, and on nothing else.
    assert_eq!(stored_decisions(&world).await, 4);
    let decisions = world.decisions(&contract.name).await;
    let estimate = decisions.iter().find(|decision| decision.hook == HOOK);
    let estimate = estimate.unwrap();
    let digest = Digest::of(&shipped("pengjiang")).to_string();
    assert_eq!(
        (estimate.outcome.as_str(), &estimate.package_digest),
        ("ANSWERED", &digest)
    );
}

/// A grant is counted where it stands when the ledger is read, not where it stood when the shadow was asked.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_estimate_and_its_claim_are_one_grant_in_a_ledger_too() {
    let world = county(|_| {}).await;
    in_force(&world).await;
    appropriate(&world, 10_000_000).await.unwrap();
    let twice = doubled();
    adopted(&world, &twice).await;
    let contract = world.registered(world::form()).await;
    caught_up(&world, &twice, 1).await;
    let claim = file(&world, &create(&world, &contract.name).await).await;
    let claim = claim.unwrap();
    let (told, changes) = caught_up(&world, &twice, 2).await;
    let sum = report(&told);
    assert_eq!((sum.outdone, sum.delta_fen), (1, 100_000));
    assert_eq!((sum, changes), replayed(&world, &twice).await);

    let request = WithdrawClaimRequest {
        name: claim.name,
        request_id: id(),
        ..Default::default()
    };
    call!(&world, &world::applicant(), withdraw_claim, request).unwrap();
    let (told, changes) = ledger(&world, &twice).await;
    assert_eq!((report(&told), changes), replayed(&world, &twice).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restart_and_a_second_process_count_nothing_twice_and_miss_nothing() {
    let mut world = county(|_| {}).await;
    in_force(&world).await;
    let taishan = shadow(&shipped("taishan"));
    adopted(&world, &taishan).await;
    let _beside = world.beside().await;
    for _ in 0..3 {
        world.registered(world::form()).await;
    }
    // Stopped wherever it is; what the one beside asks meanwhile is the same ledger.
    world.restarted(async |_| {}).await;
    for _ in 0..3 {
        world.registered(larger()).await;
    }
    let (told, changes) = caught_up(&world, &taishan, 6).await;
    assert_eq!((report(&told), changes), replayed(&world, &taishan).await);
    sealed(&world).await;
    let lines: i64 = sqlx::query_scalar("SELECT count(*) FROM shadow_ledger")
        .fetch_one(&mut world.database.admin().await.unwrap())
        .await
        .unwrap();
    assert_eq!(lines, 6);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_goes_on_with_the_rules_service_and_nats_away_and_in_a_fresh_process() {
    let world = county(|_| {}).await;
    in_force(&world).await;
    let taishan = shadow(&shipped("taishan"));
    adopted(&world, &taishan).await;
    world.registered(world::form()).await;
    let reviewed = {
        let submitted = world.submitted(larger()).await;
        let accepted = world.accept(&submitted).await.unwrap();
        world.classify(&accepted).await
    };
    world.stop_the_first();
    // Nobody listens on that port; nothing it compiled is there any more.
    let empty = tempfile::tempdir().unwrap();
    let channel = world
        .channel_beside(|config| {
            config.rules_service.address = "http://127.0.0.1:1".to_owned();
            config.bus.nats_url = "nats://127.0.0.1:1".to_owned();
            config.rule_host.cache = empty.path().to_owned();
        })
        .await;
    let request = RegisterContractRequest {
        name: reviewed.name.clone(),
        etag: reviewed.etag.clone(),
        request_id: id(),
        ..Default::default()
    };
    let mut client = ContractsServiceClient::new(channel.clone());
    let by = world::second_registrar();
    let registered = client.register_contract(world.ask(&by, request)).await;
    registered.unwrap();
    let goes_on = eventually(SOON, async || {
        let read = ledger_of(&channel, (&world, &author()), &taishan).await;
        let (told, changes) = read.unwrap();
        let counted = report(&told).decisions == 2 && told.decisions_to_come == 0;
        counted && changes.len() == 2
    });
    assert!(goes_on.await, "it stands still");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_candidate_that_fails_is_counted_one_that_can_not_be_asked_is_named_and_no_case_waits() {
    let world = county(|_| {}).await;
    let failing = Shadow {
        hook: "tc.sla@1".to_owned(),
        settings_json: r#"{"deed":"loop"}"#.to_owned(),
        ..shadow(&hostile())
    };
    let unasked = shadow(&hostile());
    adopted(&world, &failing).await;
    adopted(&world, &unasked).await;
    world.registered(world::form()).await;
    let (told, changes) = caught_up(&world, &failing, 1).await;
    assert_eq!((report(&told).failed, report(&told).changed), (1, 1));
    let after = changes[0].after.as_ref().unwrap();
    assert_eq!(after.reasons, ["RULE_FAILED_OUT_OF_FUEL"]);
    let named = eventually(SOON, async || {
        let (told, _) = ledger(&world, &unasked).await;
        let stands_still = (report(&told).decisions, told.decisions_to_come) == (0, 1);
        !told.problem.is_empty() && stands_still
    });
    assert!(named.await, "nobody says why it stands still");
}
