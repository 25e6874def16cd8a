//! What keeps a rule in force from being asked: a stop of its owner, or the revocation of its key. Each holds in
//! every process on the database, without a restart.
use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use kezhuan_protocol::adoption::v1::adoption_service_client::AdoptionServiceClient;
use kezhuan_protocol::adoption::v1::{AdoptRevocationRequest, AdoptStopRequest};
use kezhuan_protocol::contracts::v1::claim;
use kezhuan_protocol::contracts::v1::contract::State;
use kezhuan_protocol::contracts::v1::contracts_service_client::ContractsServiceClient;
use kezhuan_protocol::contracts::v1::{AcceptContractRequest, Contract, ReplayDeadLetterRequest};
use kezhuan_protocol::rules::v1::rule_stop::Fallback;
use kezhuan_protocol::rules::v1::timeline_entry::State::Superseded;
use kezhuan_protocol::rules::v1::{
    KeyRevoked, RuleResumed, RuleStop, RuleStopped, Rulebook, SigningKey, TimelineEntry,
};
use tokio::net::TcpListener;
use tonic::transport::Channel;
use tonic::{Code, Status};
use uuid::Uuid;

use crate::adoption::{adopt, adopt_with, entry, event_set_aside, settings};
use crate::claims::cast::{appropriate, create, file};
use crate::shelf::{Shelf, serve, shelf};
use crate::world::{self, World, id, reason, registrar, service};

const HOOK: &str = "tc.sla@1";
/// What everyone is promised: a stop, a revocation and a resumption hold after this long.
const EFFECTIVE_MAX: Duration = Duration::from_secs(2);
const LOOK_EVERY: Duration = Duration::from_millis(40);

fn pengjiang() -> Vec<u8> {
    world::shipped().remove("pengjiang").unwrap()
}

/// A version that promises so many days, signed with a key.
pub fn version(days: u32, from: &str, to: &str, key: &str) -> TimelineEntry {
    let package = pengjiang();
    let mut figures: serde_json::Value = serde_json::from_str(&settings(&package)).unwrap();
    figures["promise_working_days"] = days.into();
    TimelineEntry {
        effective_from: from.to_owned(),
        effective_to: to.to_owned(),
        key: key.to_owned(),
        ..entry(HOOK, &package, &figures.to_string())
    }
}

pub async fn adopted(world: &World, entry: &TimelineEntry) {
    let answer = adopt(world, entry.clone()).await.unwrap();
    assert!(answer.in_force, "{}", answer.problem);
}

pub fn stopped(version: i64, fallback: Fallback, entry: &str) -> RuleStop {
    RuleStop {
        name: "ruleStops/0198c0de-0000-7000-8000-000000000000".to_owned(),
        tenant: "440703".to_owned(),
        hook: HOOK.to_owned(),
        fallback: fallback.into(),
        stopped_entry: entry.to_owned(),
        version,
        ..RuleStop::default()
    }
}

/// Hands a stop over as the rules service does.
pub async fn stop(world: &World, by: &world::Person, stop: RuleStop) -> Result<(), Status> {
    let request = AdoptStopRequest {
        stop: Some(stop),
        request_id: id(),
    };
    let mut adoption = AdoptionServiceClient::new(world.channel.clone());
    adoption.adopt_stop(world.ask(by, request)).await.map(drop)
}

fn revoked(key: &str) -> SigningKey {
    SigningKey {
        name: format!("signingKeys/{}", Uuid::now_v7()),
        tenant: "440703".to_owned(),
        key: key.to_owned(),
        revoke_reason: "私钥遗失".to_owned(),
        ..SigningKey::default()
    }
}

async fn revoke(world: &World, key: &str) {
    let request = AdoptRevocationRequest {
        key: Some(revoked(key)),
        request_id: id(),
    };
    let mut adoption = AdoptionServiceClient::new(world.channel.clone());
    let asked = adoption.adopt_revocation(world.ask(&service("rules"), request));
    asked.await.unwrap();
}

/// Accepts a new application through one instance.
pub async fn accepted(world: &World, through: &ContractsServiceClient<Channel>) -> Contract {
    let submitted = world.submitted(world::form()).await;
    accept(world, through, &submitted).await
}

async fn accept(
    world: &World,
    through: &ContractsServiceClient<Channel>,
    submitted: &Contract,
) -> Contract {
    let request = AcceptContractRequest {
        name: submitted.name.clone(),
        etag: submitted.etag.clone(),
        request_id: id(),
    };
    let answer = through
        .clone()
        .accept_contract(world.ask(&registrar(), request))
        .await;
    answer.unwrap().into_inner()
}

pub fn promise(contract: &Contract) -> i32 {
    let acceptance = contract.acceptance.as_ref();
    acceptance.map_or(0, |acceptance| acceptance.promised_working_days)
}

/// Applications that wait to be accepted.
async fn waiting(world: &World, count: usize) -> Vec<Contract> {
    let mut waiting = Vec::new();
    while waiting.len() < count {
        waiting.push(world.submitted(world::form()).await);
    }
    waiting
}

pub fn is_manual(contract: &Contract) -> bool {
    contract.state() == State::Manual
}

/// How long it takes until an acceptance through that instance is answered so.
async fn until(
    world: &World,
    through: &ContractsServiceClient<Channel>,
    waiting: &mut Vec<Contract>,
    holds: impl Fn(&Contract) -> bool,
) -> Duration {
    let since = Instant::now();
    loop {
        let submitted = waiting.pop().expect("it never held");
        if holds(&accept(world, through, &submitted).await) {
            return since.elapsed();
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stop_and_its_end_hold_in_every_process_within_two_seconds() {
    let world = World::with_rules(World::CALM, &shelf().await).await;
    let (one, other) = (world.client(), world.beside().await);
    adopted(&world, &version(9, "2025-01-01", "", "k1")).await;
    let mut waiting = waiting(&world, 90).await;
    // The other process takes the rule over from the database.
    let came_after = until(&world, &other, &mut waiting, |held| promise(held) == 9).await;
    assert!(came_after < EFFECTIVE_MAX, "{came_after:?}");
    let rules = service("rules");
    stop(&world, &rules, stopped(1, Fallback::ManualQueue, ""))
        .await
        .unwrap();
    let stopped_after = until(&world, &other, &mut waiting, is_manual).await;
    let here = accept(&world, &one, &waiting.pop().unwrap()).await;
    assert_eq!(here.state(), State::Manual);
    let decisions = world.decisions(&here.name).await;
    assert_eq!(decisions[0].reasons, ["RULE_FAILED_STOPPED"]);
    assert_eq!(decisions[0].package_digest, "", "no package was asked");
    assert_eq!(here.rule_pins, []);

    stop(&world, &rules, stopped(2, Fallback::Unspecified, ""))
        .await
        .unwrap();
    let resumed_after = until(&world, &other, &mut waiting, |held| {
        held.state() == State::Accepted
    })
    .await;
    println!(
        "in the other process: stopped after {stopped_after:?}, resumed after {resumed_after:?}"
    );
    assert!(stopped_after < EFFECTIVE_MAX && resumed_after < EFFECTIVE_MAX);
    // Who waited for a person meanwhile is asked again by the service itself.
    let since = Instant::now();
    while world.get(&registrar(), &here.name).await.unwrap().state() == State::Manual {
        assert!(since.elapsed().as_secs() < 30, "the case waits on");
        tokio::time::sleep(LOOK_EVERY).await;
    }
    // Old news changes nothing.
    stop(&world, &rules, stopped(1, Fallback::ManualQueue, ""))
        .await
        .unwrap();
    assert_eq!(promise(&accepted(&world, &one).await), 9);
    let strange = stop(
        &world,
        &service("scoreboard"),
        stopped(3, Fallback::ManualQueue, ""),
    )
    .await;
    let strange = strange.unwrap_err();
    assert_eq!(
        (strange.code(), reason(&strange).as_str()),
        (Code::PermissionDenied, "NOT_THE_RULES_SERVICE")
    );
}

/// A compiler that takes its time once `slow` is there.
fn compiler(folder: &Path) -> PathBuf {
    let programs = std::env::current_exe().unwrap();
    let real = programs.ancestors().nth(2).unwrap();
    let (script, slow) = (folder.join("compiler"), folder.join("slow"));
    let text = format!(
        "#!/bin/sh\n[ ! -e {} ] || /bin/sleep 8\nexec {} \"$@\"\n",
        slow.display(),
        real.join("kezhuan-rule-compiler").display()
    );
    std::fs::write(&script, text).unwrap();
    std::fs::set_permissions(&script, Permissions::from_mode(0o755)).unwrap();
    script
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stop_waits_for_no_compiler() {
    let folder = tempfile::tempdir().unwrap();
    let script = compiler(folder.path());
    let world = World::with(World::CALM, &shelf().await, |config| {
        config.rule_host.compiler = Some(script);
    })
    .await;
    let other = world.beside().await;
    adopted(&world, &version(9, "2025-01-01", "", "k1")).await;
    let mut waiting = waiting(&world, 60).await;
    std::fs::write(folder.path().join("slow"), "").unwrap();
    // Another county's package keeps every process busy from here on.
    let xinhui = world::shipped().remove("xinhui").unwrap();
    let news = TimelineEntry {
        tenant: "440705".to_owned(),
        ..entry("tc.incentive@1", &xinhui, &settings(&xinhui))
    };
    let adopting = tokio::time::timeout(Duration::from_secs(1), adopt(&world, news));
    assert!(adopting.await.is_err(), "the compiler was not slow");
    let manual = stopped(1, Fallback::ManualQueue, "");
    stop(&world, &service("rules"), manual).await.unwrap();
    let here = accepted(&world, &world.client()).await;
    assert_eq!(here.state(), State::Manual);
    let stopped_after = until(&world, &other, &mut waiting, is_manual).await;
    assert!(stopped_after < EFFECTIVE_MAX, "{stopped_after:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rule_is_rolled_back_in_every_process_within_two_seconds() {
    let world = World::with_rules(World::CALM, &shelf().await).await;
    let (one, other) = (world.client(), world.beside().await);
    adopted(&world, &version(12, "2024-01-01", "2024-12-31", "k1")).await;
    let second = version(9, "2025-01-01", "", "k1");
    adopted(&world, &second).await;
    let mut waiting = waiting(&world, 90).await;
    until(&world, &other, &mut waiting, |held| promise(held) == 9).await;
    let rules = service("rules");
    let back = stopped(1, Fallback::PreviousVersion, &second.name);
    stop(&world, &rules, back).await.unwrap();
    let back_after = until(&world, &other, &mut waiting, |held| promise(held) == 12).await;
    assert_eq!(promise(&accepted(&world, &one).await), 12);
    // A repaired version has days of its own, and no stop.
    let resumed = stopped(2, Fallback::Unspecified, "");
    stop(&world, &rules, resumed).await.unwrap();
    let resumed_after = until(&world, &other, &mut waiting, |held| promise(held) == 9).await;
    assert_eq!(promise(&accepted(&world, &one).await), 9);
    println!(
        "in the other process: rolled back after {back_after:?}, resumed after {resumed_after:?}"
    );
    assert!(back_after < EFFECTIVE_MAX && resumed_after < EFFECTIVE_MAX);
}

/// As an entry is told whose days a correction took.
fn superseded(entry: &TimelineEntry) -> TimelineEntry {
    TimelineEntry {
        state: Superseded.into(),
        ..entry.clone()
    }
}

#[tokio::test]
async fn a_stopped_rule_that_corrections_cut_stays_stopped() {
    let world = World::with_rules(World::CALM, &shelf().await).await;
    let client = world.client();
    adopted(&world, &version(12, "2024-01-01", "2024-12-31", "k1")).await;
    let wrong = version(9, "2025-01-01", "", "k1");
    adopted(&world, &wrong).await;
    let rules = service("rules");
    let back = stopped(1, Fallback::PreviousVersion, &wrong.name);
    stop(&world, &rules, back).await.unwrap();
    assert_eq!(promise(&accepted(&world, &client).await), 12);
    // The stopped rule goes on behind a correction, as another entry.
    let rest_from = |first_day: &str| TimelineEntry {
        name: format!("timelineEntries/{}", Uuid::now_v7()),
        effective_from: first_day.to_owned(),
        continues: wrong.name.clone(),
        ..wrong.clone()
    };
    let february = version(7, "2025-02-01", "2025-02-28", "k1");
    let cut = TimelineEntry {
        effective_to: "2025-01-31".to_owned(),
        ..wrong.clone()
    };
    let march = rest_from("2025-03-01");
    let changed = vec![cut.clone(), march.clone()];
    let answer = adopt_with(&world, february.clone(), changed).await.unwrap();
    assert!(answer.in_force, "{}", answer.problem);
    assert_eq!(promise(&accepted(&world, &client).await), 12);
    // Nothing is left of what was stopped but the rest.
    let year = version(8, "2025-01-01", "2025-03-02", "k1");
    let changed = vec![
        superseded(&cut),
        superseded(&february),
        superseded(&march),
        rest_from(World::CALM),
    ];
    let answer = adopt_with(&world, year, changed).await.unwrap();
    assert!(answer.in_force, "{}", answer.problem);
    assert_eq!(promise(&accepted(&world, &client).await), 12);
    let resumed = stopped(2, Fallback::Unspecified, "");
    stop(&world, &rules, resumed).await.unwrap();
    assert_eq!(promise(&accepted(&world, &client).await), 9);
}

/// Pengjiang's incentive under a rate, signed with a key.
fn incentive(rate_bp: u32, key: &str) -> TimelineEntry {
    let package = pengjiang();
    let mut figures: serde_json::Value = serde_json::from_str(&settings(&package)).unwrap();
    figures["rate_development_bp"] = rate_bp.into();
    TimelineEntry {
        effective_from: "2025-03-01".to_owned(),
        key: key.to_owned(),
        ..entry("tc.incentive@1", &package, &figures.to_string())
    }
}

#[tokio::test]
async fn a_case_that_stays_with_a_corrected_rule_is_told_of_the_revocation_of_its_key() {
    let world = World::with_rules(World::CALM, &shelf().await).await;
    let old = incentive(100, "k1");
    adopted(&world, &old).await;
    appropriate(&world, 10_000_000).await.unwrap();
    let opened = world.registered(world::form()).await;
    let correction = incentive(200, "k2");
    let answer = adopt_with(&world, correction, vec![superseded(&old)]).await;
    assert!(answer.unwrap().in_force);
    revoke(&world, "k1").await;
    // Whatever the restraints hold, the timeline is built with it.
    adopted(&world, &version(9, "2025-01-01", "", "k2")).await;
    let claim = file(&world, &create(&world, &opened.name).await).await;
    let claim = claim.unwrap();
    assert_eq!(
        (claim.state(), claim.reasons[0].as_str()),
        (claim::State::Manual, "KEY_REVOKED")
    );
    // A new case goes to the correction, which another key signed.
    let fresh = world.registered(world::form()).await;
    let claim = file(&world, &create(&world, &fresh.name).await).await;
    assert_eq!(claim.unwrap().amount_fen, 200_000);
}

#[tokio::test]
async fn what_a_revoked_key_signed_is_not_asked_any_more() {
    let world = World::with_rules(World::CALM, &shelf().await).await;
    let (client, other) = (world.client(), world.beside().await);
    adopted(&world, &version(9, "2025-01-01", "", "k1")).await;
    assert_eq!(promise(&accepted(&world, &client).await), 9);
    let mut waiting = waiting(&world, 60).await;
    revoke(&world, "another").await;
    assert_eq!(promise(&accepted(&world, &client).await), 9);
    revoke(&world, "k1").await;
    let revoked_after = until(&world, &other, &mut waiting, is_manual).await;
    assert!(revoked_after < EFFECTIVE_MAX, "{revoked_after:?}");
    let manual = accepted(&world, &client).await;
    assert_eq!(manual.state(), State::Manual);
    let decisions = world.decisions(&manual.name).await;
    assert_eq!(decisions[0].reasons, ["RULE_FAILED_KEY_REVOKED"]);
}

/// Another county's package under other figures: it decides there, and stops when its owner's key is revoked.
#[tokio::test]
async fn a_package_of_another_county_decides_until_that_countys_key_is_revoked() {
    const XINHUI: &str = "440705";
    let world = World::with_rules(World::CALM, &shelf().await).await;
    let office = world::person("liang", "office-440705", XINHUI, &["registrar"]);
    adopted(&world, &version(9, "2025-01-01", "", "k1")).await;
    let there = TimelineEntry {
        tenant: XINHUI.to_owned(),
        package_owner: "440703".to_owned(),
        ..version(7, "2025-01-01", "", "k1")
    };
    adopted(&world, &there).await;
    let decided = async || {
        let submitted = world.submitted(world::form_in(XINHUI)).await;
        world.accept_by(&office, &submitted).await.unwrap()
    };
    assert_eq!(promise(&decided().await), 7);
    // A key of the county itself that has the same id signed nothing.
    let own = SigningKey {
        tenant: XINHUI.to_owned(),
        ..revoked("k1")
    };
    let own = AdoptRevocationRequest {
        key: Some(own),
        request_id: id(),
    };
    let mut adoption = AdoptionServiceClient::new(world.channel.clone());
    let asked = adoption.adopt_revocation(world.ask(&service("rules"), own));
    asked.await.unwrap();
    assert_eq!(promise(&decided().await), 7);

    revoke(&world, "k1").await;
    let manual = decided().await;
    assert_eq!(manual.state(), State::Manual);
    let decisions = world.decisions_seen_by(&office, &manual.name).await;
    assert_eq!(decisions[0].reasons, ["RULE_FAILED_KEY_REVOKED"]);
    assert_eq!(
        accepted(&world, &world.client()).await.state(),
        State::Manual
    );
}

/// Nobody called: the rules service could not reach this one.
#[tokio::test]
async fn what_comes_as_an_event_holds_like_what_comes_by_call() {
    let world = World::with_rules(World::CALM, &shelf().await).await;
    let client = world.client();
    adopted(&world, &version(9, "2025-01-01", "", "k1")).await;
    let state = async |letter: String| {
        let operator = world::person("ops", "city", "440700", &["operator"]);
        let request = ReplayDeadLetterRequest {
            name: letter,
            request_id: id(),
        };
        let replayed = client
            .clone()
            .replay_dead_letter(world.ask(&operator, request))
            .await;
        assert!(replayed.unwrap().into_inner().resolved);
        accepted(&world, &client).await.state()
    };
    let stop = Some(stopped(1, Fallback::ManualQueue, ""));
    let letter = event_set_aside(&world, &RuleStopped { stop }).await;
    assert_eq!(state(letter).await, State::Manual);
    let stop = Some(stopped(2, Fallback::Unspecified, ""));
    let letter = event_set_aside(&world, &RuleResumed { stop }).await;
    assert_eq!(state(letter).await, State::Accepted);
    let key = Some(revoked("k1"));
    let letter = event_set_aside(&world, &KeyRevoked { key }).await;
    assert_eq!(state(letter).await, State::Manual);
}

#[tokio::test]
async fn a_service_that_was_away_takes_stops_and_revocations_over_at_its_start() {
    let rulebook = Rulebook {
        entries: vec![version(9, "2025-01-01", "", "k1")],
        stops: vec![stopped(4, Fallback::ManualQueue, "")],
        revoked_keys: vec![revoked("k1")],
        ..Rulebook::default()
    };
    let shelf = Shelf {
        packages: vec![pengjiang()],
        rulebook,
        ..Shelf::default()
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let world = World::with_rules(World::CALM, &serve(listener, shelf)).await;
    let client = world.client();
    let reasons = async || {
        let contract = accepted(&world, &client).await;
        world.decisions(&contract.name).await[0].reasons.clone()
    };
    let since = Instant::now();
    while reasons().await != ["RULE_FAILED_STOPPED"] {
        assert!(
            since.elapsed().as_secs() < 30,
            "the stop was not taken over"
        );
    }
    stop(
        &world,
        &service("rules"),
        stopped(5, Fallback::Unspecified, ""),
    )
    .await
    .unwrap();
    assert_eq!(reasons().await, ["RULE_FAILED_KEY_REVOKED"]);
}
