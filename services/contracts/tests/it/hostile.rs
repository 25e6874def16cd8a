//! Counties whose packages misbehave: each misdeed is a stored outcome and work for a person, and
//! another county's case is answered meanwhile.
use std::time::{Duration, Instant};

use kezhuan_protocol::contracts::v1::Contract;
use kezhuan_protocol::contracts::v1::contract::State;
use kezhuan_protocol::rules::v1::TimelineEntry;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use crate::adoption::{adopt, entry, settings};
use crate::shelf::{Shelf, serve};
use crate::world::{self, Person, World, person};

/// County, what its package does, and the reason that is stored.
const COUNTIES: [(&str, &str, &str); 5] = [
    ("440704", "loop", "RULE_FAILED_OUT_OF_FUEL"),
    ("440705", "memory", "RULE_FAILED_MEMORY"),
    ("440781", "panic", "RULE_FAILED_TRAP"),
    ("440783", "many reasons", "RULE_FAILED_TOO_LARGE"),
    ("440784", "more", "RULE_FAILED_INVALID_OUTPUT"),
];
/// Its package in force doesn't answer the hook at all.
const WRONG_INTERFACE: &str = "440785";
/// Its package works.
const GOOD: &str = "440703";

fn hostile() -> Vec<u8> {
    let file = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../plugins/fixtures/hostile/hostile.wasm"
    );
    std::fs::read(file).unwrap()
}

fn registrar(county: &str) -> Person {
    person("wang", &format!("office-{county}"), county, &["registrar"])
}

/// A service in which every county has a rule for its promise, good or bad.
async fn world() -> World {
    let mut packages = world::shipped();
    let (xinhui, pengjiang) = (packages["xinhui"].clone(), packages["pengjiang"].clone());
    packages.insert("hostile", hostile());
    let packages = packages.into_values().collect();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let shelf = Shelf {
        packages,
        ..Shelf::default()
    };
    let world = World::with_rules(World::CALM, &serve(listener, shelf)).await;
    let of = |county: &str, package: &[u8], settings: String| TimelineEntry {
        tenant: county.to_owned(),
        ..entry("tc.sla@1", package, &settings)
    };
    let hostile = hostile();
    let mut entries = vec![
        of(GOOD, &pengjiang, settings(&pengjiang)),
        of(WRONG_INTERFACE, &xinhui, settings(&xinhui)),
    ];
    for (county, deed, _) in COUNTIES {
        let deed = serde_json::json!({ "deed": deed }).to_string();
        entries.push(of(county, &hostile, deed));
    }
    for entry in entries {
        let answer = adopt(&world, entry).await.unwrap();
        assert!(answer.in_force, "{}", answer.problem);
    }
    world
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_misdeed_is_stored_and_sends_the_case_to_a_person() {
    let world = world().await;
    let wrong = (WRONG_INTERFACE, "another hook", "RULE_FAILED_INTERFACE");
    for (county, deed, reason) in COUNTIES.into_iter().chain([wrong]) {
        let submitted = world.submitted(world::form_in(county)).await;
        let office = registrar(county);
        let after = world.accept_by(&office, &submitted).await.unwrap();
        assert_eq!(after.state(), State::Manual, "{deed}");
        let decisions = world.decisions_seen_by(&office, &after.name).await;
        let kept: Vec<_> = decisions
            .iter()
            .map(|decision| (decision.outcome.as_str(), decision.reasons.clone()))
            .collect();
        assert_eq!(kept, [("FAILED", vec![reason.to_owned()])], "{deed}");
    }
    let submitted = world.submitted(world::form()).await;
    let accepted = world.accept(&submitted).await.unwrap();
    assert_eq!(accepted.state(), State::Accepted);
}

/// How long the good county's acceptances take, by median.
async fn median(world: &World, submitted: &[Contract]) -> Duration {
    let mut times = Vec::new();
    for contract in submitted {
        let started = Instant::now();
        let accepted = world.accept(contract).await.unwrap();
        times.push(started.elapsed());
        assert_eq!(accepted.state(), State::Accepted);
    }
    times.sort();
    times[times.len() / 2]
}

/// A county asks for many endless loops at once. Another county's cases are answered before they
/// are through: the loops may have a core, and never the queue.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_next_case_of_another_county_does_not_wait_for_endless_loops() {
    const CASES: usize = 9;
    const LOOPS: usize = 60;
    let world = std::sync::Arc::new(world().await);
    let (looping, _, _) = COUNTIES[0];
    let mut good = Vec::new();
    for _ in 0..2 * CASES {
        good.push(world.submitted(world::form()).await);
    }
    let mut endless = Vec::new();
    for _ in 0..LOOPS {
        endless.push(world.submitted(world::form_in(looping)).await);
    }
    let quiet = median(&world, &good[..CASES]).await;
    let started = Instant::now();
    let mut loops = JoinSet::new();
    for contract in endless {
        let world = world.clone();
        loops.spawn(async move { world.accept_by(&registrar(looping), &contract).await });
    }
    // One is through: the others are under way or in their own county's queue.
    let first = loops.join_next().await.unwrap().unwrap().unwrap();
    assert_eq!(first.state(), State::Manual);
    let busy = median(&world, &good[CASES..]).await;
    let mut waiting = loops.len();
    while let Some(ended) = loops.try_join_next() {
        assert_eq!(ended.unwrap().unwrap().state(), State::Manual);
        waiting -= 1;
    }
    while let Some(ended) = loops.join_next().await {
        assert_eq!(ended.unwrap().unwrap().state(), State::Manual);
    }
    let all = started.elapsed();
    let ratio = busy.as_secs_f64() / quiet.as_secs_f64();
    println!(
        "another county's acceptance: {quiet:?} without, {busy:?} beside {LOOPS} loops ({ratio:.1} x), \
         which took {all:?}; {waiting} of them still waited"
    );
    assert!(waiting > 0, "every loop was through before the others");
    // Queued behind them it would have been most of that.
    assert!(busy * 4 < all, "{busy:?} beside loops that took {all:?}");
}
