//! Stored decisions asked again of packages that are not in force: by the service, and from its export.
use std::path::Path;

use futures::{StreamExt, TryStreamExt};
use kezhuan_protocol::contracts::v1::{Form, WithdrawClaimRequest};
use kezhuan_protocol::replay::v1::replay_decisions_response::Part;
use kezhuan_protocol::replay::v1::replay_service_client::ReplayServiceClient;
use kezhuan_protocol::replay::v1::*;
use kezhuan_replay::{Interrupted, Tally};
use kezhuan_rule_host::{Candidate, Digest, Host, HostConfig};
use tokio::net::TcpListener;
use tonic::{Code, Status};

use crate::adoption;
use crate::claims::cast::{appropriate, create, file};
use crate::shelf::{self, Shelf};
use crate::world::{self, Person, World, call, id, person, reason};

const HOOK: &str = "tc.incentive@1";

/// A Pengjiang contract from before its rule, and two that the rule answered: 1 % of 100,000 and of
/// 2,000,000 yuan.
async fn three_decisions(change: impl FnOnce(&mut kezhuan_contracts::Config)) -> World {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut packages: Vec<Vec<u8>> = world::shipped().into_values().collect();
    packages.push(hostile());
    let stocked = Shelf {
        packages,
        refused: vec![b"refused".to_vec()],
        ..Shelf::default()
    };
    let world = World::with(World::CALM, &shelf::serve(listener, stocked), change).await;
    world.registered(world::form()).await;
    let package = world::shipped().remove("pengjiang").unwrap();
    let entry = adoption::entry(HOOK, &package, &adoption::settings(&package));
    let adopted = adoption::adopt(&world, entry).await.unwrap();
    assert!(adopted.in_force, "{}", adopted.problem);
    world.registered(world::form()).await;
    let larger = Form {
        total_amount_fen: 200_000_000,
        ..world::form()
    };
    world.registered(larger).await;
    world
}

pub fn hostile() -> Vec<u8> {
    let file = "../../plugins/fixtures/hostile/hostile.wasm";
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap()
}

fn author() -> Person {
    person("zhang", "office-440703", "440703", &["rule_author"])
}

fn bureau(tenant: &str) -> Person {
    person("zhao", &format!("stb-{tenant}"), tenant, &["county_stb"])
}

fn named(bytes: &[u8]) -> String {
    format!("packages/{}", Digest::of(bytes))
}

fn shipped(name: &str) -> String {
    named(&world::shipped()[name])
}

fn asking(package: String, settings_json: &str) -> ReplayDecisionsRequest {
    ReplayDecisionsRequest {
        tenant: "440703".to_owned(),
        hook: HOOK.to_owned(),
        package,
        settings_json: settings_json.to_owned(),
        from: "2025-01-01".to_owned(),
        to: "2025-12-31".to_owned(),
        with_changes: true,
    }
}

/// The report, with all changes that came before it.
async fn replayed(
    world: &World,
    by: &Person,
    request: ReplayDecisionsRequest,
) -> Result<(Report, Vec<Change>), Status> {
    let (report, changes, _) = told(world, by, request).await?;
    Ok((report, changes))
}

/// The same, with all that was heard of how far it was.
async fn told(
    world: &World,
    by: &Person,
    request: ReplayDecisionsRequest,
) -> Result<(Report, Vec<Change>, Vec<Progress>), Status> {
    let mut client = ReplayServiceClient::new(world.channel.clone());
    let answer = client.replay_decisions(world.ask(by, request)).await?;
    let mut parts = answer.into_inner();
    let (mut report, mut changes, mut progress) = (None, Vec::new(), Vec::new());
    while let Some(part) = parts.message().await? {
        assert!(report.is_none(), "something came after the report");
        match part.part.unwrap() {
            Part::Progress(so_far) => progress.push(so_far),
            Part::Changes(more) => changes.extend(more.changes),
            Part::Report(last) => report = Some(last),
        }
    }
    Ok((report.expect("a report"), changes, progress))
}

async fn exported(world: &World, by: &Person) -> Result<Vec<PastDecision>, Status> {
    let request = ExportDecisionsRequest {
        tenant: "440703".to_owned(),
        hook: HOOK.to_owned(),
        from: "2025-01-01".to_owned(),
        to: "2025-12-31".to_owned(),
    };
    let mut client = ReplayServiceClient::new(world.channel.clone());
    let answer = client.export_decisions(world.ask(by, request)).await?;
    let mut parts = answer.into_inner();
    let mut decisions = Vec::new();
    while let Some(part) = parts.message().await? {
        decisions.extend(part.decisions);
    }
    Ok(decisions)
}

#[tokio::test]
async fn the_rule_in_force_answers_as_it_did_and_what_had_no_rule_is_answered() {
    let world = three_decisions(|_| {}).await;
    let request = asking(shipped("pengjiang"), "");
    let (report, changes) = replayed(&world, &author(), request).await.unwrap();
    assert_eq!((report.decisions, report.changed, report.failed), (3, 1, 0));
    assert_eq!(
        (report.newly_answered, report.to_ok, report.to_not_ok),
        (1, 1, 0)
    );
    assert_eq!(report.delta_fen, 100_000);
    let [change] = &changes[..] else {
        panic!("{changes:?}");
    };
    let before = change.before.as_ref().unwrap();
    assert_eq!((before.answered, before.amount_fen), (false, 0));
    assert_eq!(before.reasons, ["NO_RULE_IN_FORCE"]);
    assert_eq!(change.after.as_ref().unwrap().amount_fen, 100_000);
    assert_eq!(report.flips, changes);

    // Twice the rate: what was answered under the stored figures is answered under these.
    let request = asking(shipped("pengjiang"), r#"{"rate_development_bp":200}"#);
    let (report, _) = replayed(&world, &author(), request).await.unwrap();
    assert_eq!(
        (report.changed, report.delta_fen),
        (3, 200_000 + 100_000 + 2_000_000)
    );
    let largest: Vec<i64> = report.largest.iter().map(paid).collect();
    assert_eq!(largest, [4_000_000, 200_000, 200_000]);
    let money = &report.money[..];
    assert_eq!(money.len(), 1, "{money:?}");
    assert_eq!(
        (money[0].division.as_str(), money[0].quarter.as_str()),
        ("440703", "2025Q1")
    );
    assert_eq!(
        (money[0].before_fen, money[0].after_fen),
        (2_100_000, 4_400_000)
    );
}

/// A grant is counted where it stands: in its claim, and again in the estimate once the claim is withdrawn.
#[tokio::test]
async fn an_estimate_and_its_claim_are_one_grant() {
    let world = three_decisions(|_| {}).await;
    appropriate(&world, 10_000_000).await.unwrap();
    let contract = world.registered(world::form()).await;
    let claim = file(&world, &create(&world, &contract.name).await).await;
    let claim = claim.unwrap();
    assert_eq!(claim.amount_fen, 100_000, "{:?}", claim.reasons);

    let asked = || asking(shipped("pengjiang"), r#"{"rate_development_bp":200}"#);
    let (report, changes) = replayed(&world, &author(), asked()).await.unwrap();
    assert_eq!((report.decisions, report.outdone), (5, 1));
    assert_eq!((report.changed, changes.len()), (5, 5));
    let estimate = changes.iter().find(|change| change.outdone).unwrap();
    assert!(contract.name.ends_with(&estimate.case_id));
    assert_eq!(report.delta_fen, 200_000 + 100_000 + 2_000_000 + 100_000);

    let request = WithdrawClaimRequest {
        name: claim.name.clone(),
        request_id: id(),
        ..Default::default()
    };
    call!(&world, &world::applicant(), withdraw_claim, request).unwrap();
    let (report, changes) = replayed(&world, &author(), asked()).await.unwrap();
    assert_eq!((report.decisions, report.outdone), (5, 1));
    let outdone = changes.iter().find(|change| change.outdone).unwrap();
    assert!(claim.name.ends_with(&outdone.case_id));
}

/// Where a client is told after every batch, it hears of all of them before the report.
#[tokio::test]
async fn a_client_hears_how_far_its_replay_is() {
    let world = three_decisions(|config| config.replay.tell_ms = 0).await;
    let request = asking(shipped("taishan"), "");
    let (report, _, progress) = told(&world, &author(), request).await.unwrap();
    let counts = progress
        .iter()
        .map(|so_far| (so_far.decisions, so_far.changed));
    let counts: Vec<_> = counts.collect();
    assert!(counts.is_sorted(), "{counts:?}");
    assert_eq!(counts.last(), Some(&(3, 3)), "{counts:?}");
    assert_eq!((report.decisions, report.changed), (3, 3));
}

fn paid(change: &Change) -> i64 {
    change.after.as_ref().unwrap().amount_fen
}

#[tokio::test]
async fn another_package_flips_who_is_below_its_floor() {
    let world = three_decisions(|_| {}).await;
    let request = asking(shipped("taishan"), "");
    let (report, changes) = replayed(&world, &author(), request).await.unwrap();
    assert_eq!((report.decisions, report.changed), (3, 3));
    assert_eq!(
        (report.to_ok, report.to_not_ok, report.newly_answered),
        (0, 1, 1)
    );
    assert_eq!(report.delta_fen, -100_000 - 1_000_000);
    assert_eq!(changes.len(), 3);
    let shifts: Vec<_> = report
        .reasons
        .iter()
        .map(|shift| (shift.code.as_str(), shift.gained, shift.lost))
        .collect();
    assert_eq!(shifts, [("BELOW_FLOOR", 2, 0), ("NO_RULE_IN_FORCE", 0, 1)]);
    // Only the period that was asked for.
    let before = ReplayDecisionsRequest {
        to: "2025-03-02".to_owned(),
        ..asking(shipped("taishan"), "")
    };
    let (report, _) = replayed(&world, &author(), before).await.unwrap();
    assert_eq!(report.decisions, 0);
}

#[tokio::test]
async fn a_candidate_that_fails_or_breaks_the_law_is_counted_and_never_paid() {
    let world = three_decisions(|_| {}).await;
    for (deed, code) in [
        ("panic", "TRAP"),
        ("more", "INVALID_OUTPUT"),
        ("loop", "OUT_OF_FUEL"),
    ] {
        let request = ReplayDecisionsRequest {
            hook: "tc.sla@1".to_owned(),
            ..asking(named(&hostile()), &format!(r#"{{"deed":"{deed}"}}"#))
        };
        let (report, changes) = replayed(&world, &author(), request).await.unwrap();
        assert_eq!(
            (report.decisions, report.failed, report.newly_answered),
            (3, 3, 0),
            "{deed}"
        );
        let after = changes[0].after.as_ref().unwrap();
        assert_eq!(after.reasons, [format!("RULE_FAILED_{code}")]);
        assert!(!after.answered && !after.ok);
    }
    let request = asking(named(&hostile()), "");
    let refused = replayed(&world, &author(), request).await.unwrap_err();
    assert_eq!(reason(&refused), "HOOK_NOT_ANSWERED");
}

#[tokio::test]
async fn another_county_replays_and_exports_nothing_of_it() {
    let world = three_decisions(|_| {}).await;
    let request = || asking(shipped("taishan"), "");
    let foreign_author = person("mo", "office-440705", "440705", &["rule_author"]);
    let refused = replayed(&world, &foreign_author, request())
        .await
        .unwrap_err();
    assert_eq!(
        (refused.code(), reason(&refused).as_str()),
        (Code::PermissionDenied, "NOT_THE_RULES_TENANT")
    );
    let (report, changes) = replayed(&world, &bureau("440705"), request())
        .await
        .unwrap();
    assert_eq!((report.decisions, changes.len()), (0, 0));
    assert_eq!(exported(&world, &bureau("440705")).await.unwrap(), []);
    // Whoever writes rules sees no case, and so none of its facts.
    assert_eq!(
        exported(&world, &author()).await.unwrap_err().code(),
        Code::PermissionDenied
    );

    let auditor = person("sun", "audit", "", &["auditor"]);
    let city = person("luo", "stb-440700", "440700", &["city_stb"]);
    for by in [bureau("440703"), auditor, city, world::service("rules")] {
        let (report, _) = replayed(&world, &by, request()).await.unwrap();
        assert_eq!(report.decisions, 3);
    }
    assert_eq!(exported(&world, &bureau("440703")).await.unwrap().len(), 3);
}

/// What a candidate that was never uploaded would change is found from the export alone.
#[tokio::test]
async fn an_export_replayed_elsewhere_gives_the_services_own_report() {
    let world = three_decisions(|_| {}).await;
    let request = asking(shipped("taishan"), "");
    let (report, _) = replayed(&world, &author(), request).await.unwrap();

    let folder = tempfile::tempdir().unwrap();
    let config = HostConfig {
        cache: folder.path().join("cache"),
        ..HostConfig::default()
    };
    let host = Host::start(&config).unwrap();
    let package = host.load(&world::shipped()["taishan"]).unwrap();
    let candidate = Candidate::new(package, HOOK.parse().unwrap(), None).unwrap();
    let decisions = exported(&world, &bureau("440703")).await.unwrap();
    let batches = futures::stream::iter(decisions)
        .map(|decision| kezhuan_replay::past_decision(decision).ok_or(Interrupted))
        .try_chunks(2)
        .map_err(|_| Interrupted);
    let parts = kezhuan_replay::replay(&host, &candidate, batches, 2);
    let summed = parts.try_fold(Tally::default(), async |mut tally, (part, _)| {
        tally.add(part);
        Ok(tally)
    });
    let tally = summed.await.unwrap();
    let local = kezhuan_replay::report(&tally, 0);
    assert_eq!(
        local,
        Report {
            elapsed_ms: 0,
            ..report
        }
    );
}

#[tokio::test]
async fn only_what_passed_its_pipeline_is_tried_and_only_so_many_at_once() {
    let reason_of = async |world: &World, request: ReplayDecisionsRequest| {
        let refused = replayed(world, &author(), request).await.unwrap_err();
        (refused.code(), reason(&refused))
    };
    let world = three_decisions(|_| {}).await;
    for (package, settings, code, reason) in [
        (
            named(b"refused"),
            "",
            Code::FailedPrecondition,
            "PACKAGE_NOT_TESTED",
        ),
        (named(b"unknown"), "", Code::NotFound, "NOT_FOUND"),
        (
            "pengjiang".to_owned(),
            "",
            Code::InvalidArgument,
            "NAME_INVALID",
        ),
        (
            shipped("pengjiang"),
            r#"{"rate":1}"#,
            Code::InvalidArgument,
            "SETTINGS_INVALID",
        ),
    ] {
        let told = reason_of(&world, asking(package, settings)).await;
        assert_eq!(told, (code, reason.to_owned()));
    }

    let rules = shelf::shelf().await;
    let full = World::with(World::CALM, &rules, |config| config.replay.replays_max = 0).await;
    let busy = reason_of(&full, asking(shipped("pengjiang"), "")).await;
    assert_eq!(busy, (Code::ResourceExhausted, "REPLAYS_BUSY".to_owned()));
}
