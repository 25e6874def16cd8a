//! Rules taken over while the service runs: asked from then on, and never by the wrong one.
use kezhuan_protocol::adoption::v1::adoption_service_client::AdoptionServiceClient;
use kezhuan_protocol::adoption::v1::{
    AdoptAppropriationRequest, AdoptAppropriationResponse, AdoptRuleRequest, AdoptRuleResponse,
};
use kezhuan_protocol::contracts::v1::contract::State;
use kezhuan_protocol::contracts::v1::{ListDeadLettersRequest, ReplayDeadLetterRequest};
use kezhuan_protocol::rules::v1::*;
use kezhuan_rule_host::Digest;
use prost::{Message, Name};
use tokio::net::TcpListener;
use tonic::{Code, Status};
use uuid::Uuid;

use crate::shelf::{Shelf, serve, shelf};
use crate::world::{self, World, id, reason, service};

pub fn entry(hook: &str, package: &[u8], settings_json: &str) -> TimelineEntry {
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

pub fn settings(package: &[u8]) -> String {
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

/// Hands an entry over as the rules service does.
pub async fn adopt(world: &World, entry: TimelineEntry) -> Result<AdoptRuleResponse, Status> {
    adopt_with(world, entry, Vec::new()).await
}

/// The same with what it changed of others.
pub async fn adopt_with(
    world: &World,
    entry: TimelineEntry,
    closed: Vec<TimelineEntry>,
) -> Result<AdoptRuleResponse, Status> {
    let request = AdoptRuleRequest {
        entry: Some(entry),
        closed,
        request_id: id(),
    };
    let mut adoption = AdoptionServiceClient::new(world.channel.clone());
    let answer = adoption.adopt_rule(world.ask(&service("rules"), request));
    Ok(answer.await?.into_inner())
}

/// Announces an appropriation as the rules service does.
pub async fn announce(
    world: &World,
    appropriation: Appropriation,
    validate_only: bool,
) -> Result<AdoptAppropriationResponse, Status> {
    let request = AdoptAppropriationRequest {
        appropriation: Some(appropriation),
        validate_only,
        request_id: id(),
    };
    let mut adoption = AdoptionServiceClient::new(world.channel.clone());
    let answer = adoption.adopt_appropriation(world.ask(&service("rules"), request));
    Ok(answer.await?.into_inner())
}

/// Days promised to a new application, if a rule promised any.
async fn promised(world: &World) -> i32 {
    let submitted = world.submitted(world::form()).await;
    let accepted = world.accept(&submitted).await.unwrap();
    let acceptance = accepted.acceptance;
    acceptance.map_or(0, |acceptance| acceptance.promised_working_days)
}

#[tokio::test]
async fn a_package_that_could_not_be_loaded_is_tried_again() {
    let programs = std::env::current_exe().unwrap();
    let compiler = programs.ancestors().nth(2).unwrap();
    let late = tempfile::tempdir().unwrap();
    let path = late.path().join("kezhuan-rule-compiler");
    let world = World::with(World::CALM, &shelf().await, |config| {
        config.rule_host.compiler = Some(path.clone());
    })
    .await;
    let package = world::shipped().remove("pengjiang").unwrap();
    let entry = entry("tc.sla@1", &package, &settings(&package));
    for _ in 0..2 {
        let answer = adopt(&world, entry.clone()).await.unwrap();
        assert!(!answer.in_force && !answer.problem.is_empty(), "{answer:?}");
    }
    // It is in force and can't be asked: a person decides.
    let submitted = world.submitted(world::form()).await;
    let manual = world.accept(&submitted).await.unwrap();
    assert_eq!(manual.state(), State::Manual);

    std::os::unix::fs::symlink(compiler.join("kezhuan-rule-compiler"), &path).unwrap();
    let started = std::time::Instant::now();
    while promised(&world).await == 0 {
        assert!(started.elapsed().as_secs() < 30, "it is never tried again");
    }
    assert!(adopt(&world, entry).await.unwrap().in_force);
}

#[tokio::test]
async fn what_was_activated_while_the_service_was_away_is_taken_over_at_its_start() {
    let package = world::shipped().remove("pengjiang").unwrap();
    let entry = entry("tc.sla@1", &package, &settings(&package));
    // One that can't be read, and one whose package is gone, hold up nobody else.
    let unreadable = TimelineEntry {
        effective_from: "soon".to_owned(),
        ..entry.clone()
    };
    let gone = TimelineEntry {
        name: format!("timelineEntries/{}", Uuid::now_v7()),
        tenant: "440704".to_owned(),
        package: format!("packages/{}", Digest::of(b"gone")),
        ..entry.clone()
    };
    let shelf = Shelf {
        packages: vec![package],
        rulebook: Rulebook {
            entries: vec![unreadable, gone, entry],
            ..Rulebook::default()
        },
        ..Shelf::default()
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let world = World::with_rules(World::CALM, &serve(listener, shelf)).await;
    let started = std::time::Instant::now();
    while promised(&world).await == 0 {
        assert!(started.elapsed().as_secs() < 30, "nothing was taken over");
    }
}

/// It says nothing about the rule: as an event, the same would wait and be no dead letter.
#[tokio::test]
async fn a_rules_service_that_is_away_is_told_from_one_that_says_no() {
    let package = world::shipped().remove("pengjiang").unwrap();
    let entry = entry("tc.sla@1", &package, &settings(&package));
    let world = World::with_rules(World::CALM, "http://127.0.0.1:1").await;
    let away = adopt(&world, entry.clone()).await.unwrap_err();
    assert_eq!(
        (away.code(), reason(&away).as_str()),
        (Code::Unavailable, "RULES_SERVICE_AWAY")
    );
    let world = World::with_rules(World::CALM, &shelf().await).await;
    let gone = TimelineEntry {
        package: format!("packages/{}", Digest::of(b"gone")),
        ..entry
    };
    let refused = adopt(&world, gone).await.unwrap_err();
    assert_eq!(refused.code(), Code::Internal);
}

/// An activation that was set aside.
async fn set_aside(world: &World, entry: TimelineEntry) -> String {
    let activated = RuleActivated {
        entry: Some(entry),
        closed: Vec::new(),
    };
    event_set_aside(world, &activated).await
}

/// A change of rules that was set aside, as the bus sets it aside.
pub async fn event_set_aside<E: Message + Name>(world: &World, payload: &E) -> String {
    let (event, aggregate) = (Uuid::now_v7(), Uuid::now_v7());
    let headers = serde_json::json!({
        "ce-id": event, "ce-aggregate": "timeline", "ce-aggregateid": aggregate, "ce-sequence": "1",
        "ce-tenant": "440703", "ce-time": "2025-03-03T01:00:00Z", "ce-legaldate": World::CALM,
    });
    let mut admin = world.database.admin().await.unwrap();
    sqlx::query(
        "INSERT INTO dead_letter (consumer, event_id, subject, payload, headers, cause, tries, first_at, last_at)
         VALUES ('contracts-rulebook', $1, $2, $3, $4, 'planted', 8, now(), now())",
    )
    .bind(event)
    .bind(format!("kezhuan.rules.v1.timeline.{}", E::NAME))
    .bind(payload.encode_to_vec())
    .bind(headers)
    .execute(&mut admin)
    .await
    .unwrap();
    format!("deadLetters/{event}")
}

#[tokio::test]
async fn a_change_of_rules_that_was_set_aside_is_taken_over_by_a_replay() {
    let world = World::with_rules(World::CALM, &shelf().await).await;
    let operator = world::person("ops", "city", "440700", &["operator"]);
    let package = world::shipped().remove("pengjiang").unwrap();
    let good = entry("tc.sla@1", &package, &settings(&package));
    let gone = TimelineEntry {
        package: format!("packages/{}", Digest::of(b"gone")),
        ..entry("tc.sla@1", &package, &settings(&package))
    };
    let (good, gone) = (set_aside(&world, good).await, set_aside(&world, gone).await);
    let replay = async |by: &world::Person, name: &str| {
        let request = ReplayDeadLetterRequest {
            name: name.to_owned(),
            request_id: id(),
        };
        let mut client = world.client();
        client.replay_dead_letter(world.ask(by, request)).await
    };
    let list = async || {
        let request = ListDeadLettersRequest::default();
        let mut client = world.client();
        let answer = client
            .list_dead_letters(world.ask(&operator, request))
            .await;
        let names = answer.unwrap().into_inner().dead_letters.into_iter();
        names.map(|letter| letter.name).collect::<Vec<_>>()
    };
    assert_eq!(list().await.len(), 2);
    let denied = replay(&world::registrar(), &good).await.unwrap_err();
    assert_eq!(denied.code(), Code::PermissionDenied);
    assert_eq!(promised(&world).await, 0);
    assert!(
        replay(&operator, &good)
            .await
            .unwrap()
            .into_inner()
            .resolved
    );
    assert!(promised(&world).await > 0);
    let failing = replay(&operator, &gone).await.unwrap_err();
    assert_eq!(reason(&failing), "STILL_FAILING");
    assert_eq!(list().await, [gone]);
    let unknown = replay(&operator, &good).await.unwrap_err();
    assert_eq!(reason(&unknown), "DEAD_LETTER_UNKNOWN");
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
