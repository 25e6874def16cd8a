//! A mistake, and the way back to the moment before it: the databases are restored to a point, all but those of three that have
//! heard more of contracts than contracts then knows. Real Postgres, real archive, real nats-server, the real program.
#![allow(clippy::disallowed_methods, clippy::large_futures, clippy::unwrap_used)]
use std::collections::BTreeSet;
use std::path::Path;
use std::process::Output;
use std::sync::Arc;
use std::time::Duration;

use kezhuan_chaos::books::Books;
use kezhuan_chaos::case::Case;
use kezhuan_chaos::restore::{Alone, Backups};
use kezhuan_chaos::suite::SuiteProcess;
use kezhuan_chaos::world::World;
use serde_json::Value;
use sqlx::{Connection, PgConnection};
use tokio::time::Instant;

const SEED: u64 = 2050;
const RESTORED: [&str; 4] = ["rules", "contracts", "incubation", "agriculture"];
/// The others, and which contracts each of them knows as registered, by its own guard.
const LISTENERS: [(&str, &str); 3] = [
    (
        "kezhuan_scoreboard",
        "SELECT 'contracts/' || contract_id FROM turnover_standing",
    ),
    (
        "kezhuan_events",
        "SELECT 'contracts/' || id FROM known_contract",
    ),
    (
        "kezhuan_financing",
        "SELECT reference FROM enterprise_fact WHERE kind = 'CONTRACT'",
    ),
];
const HEARD_MAX: Duration = Duration::from_secs(45);
const LOOK_EVERY: Duration = Duration::from_millis(100);

async fn start_again(world: &Arc<World>) {
    let place = world.suite.lock().await.start_again().await.unwrap();
    world.moved(place).unwrap();
}

async fn registered(number: u64, world: &World) {
    let mut case = Case::draw(SEED, number).unwrap();
    case.register(world).await.unwrap();
}

fn in_the_register(books: &Books) -> BTreeSet<String> {
    let registered = books
        .contracts
        .iter()
        .filter(|row| row.state == "REGISTERED");
    registered.map(|row| row.contract.clone()).collect()
}

/// Runs the operator's command.
async fn restored(alone: &Alone, told: &Path, more: &[&str]) -> Output {
    tokio::process::Command::new(SuiteProcess::program().unwrap())
        .args(["database", "restored", "--apply", "--server"])
        .arg(alone.postgres.admin_url())
        .arg("--nats")
        .arg(alone.nats.url())
        .arg("--told")
        .arg(told)
        .args(more)
        .args(RESTORED)
        .output()
        .await
        .unwrap()
}

/// It can't know what was told, says which stream it misses, and leaves everything as it is.
async fn expect_refused(alone: &Alone, told: &Path, more: &[&str], stream: &str) {
    let output = restored(alone, told, more).await;
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success(), "{output:?}");
    assert!(said.contains(stream), "{said}");
    assert!(said.contains("--without-streams"), "{said}");
    assert!(!told.exists());
}

/// Runs it to its end; returns what it tells of, and how many places it set back.
async fn bring_in_step(alone: &Alone, told: &Path, more: &[&str]) -> (Vec<Value>, u64) {
    let output = restored(alone, told, more).await;
    assert!(output.status.success(), "{output:?}");
    let said = String::from_utf8_lossy(&output.stdout);
    println!("{said}");
    let places = said.split_whitespace();
    let mut places = places.filter_map(|word| word.strip_prefix("set_back="));
    let places = places.next().unwrap().parse().unwrap();
    let text = std::fs::read_to_string(told).unwrap();
    let lines = text.lines();
    let told = lines.map(|line| serde_json::from_str(line).unwrap());
    (told.collect(), places)
}

async fn connected(world: &World, database: &str) -> PgConnection {
    let url = world.place().database_url;
    let server = url.rsplit_once('/').unwrap().0;
    PgConnection::connect(&format!("{server}/{database}"))
        .await
        .unwrap()
}

/// Every listener knows these contracts as registered and no other, and could handle whatever it was told.
async fn expect_heard(world: &World, registered: &BTreeSet<String>) {
    for (database, known) in LISTENERS {
        let mut connection = connected(world, database).await;
        let end = Instant::now() + HEARD_MAX;
        loop {
            let known: Vec<String> = sqlx::query_scalar(known)
                .fetch_all(&mut connection)
                .await
                .unwrap();
            let known = BTreeSet::from_iter(known);
            if known == *registered {
                break;
            }
            assert!(
                Instant::now() < end,
                "{database}: {known:?}, not {registered:?}"
            );
            tokio::time::sleep(LOOK_EVERY).await;
        }
        let letters: i64 =
            sqlx::query_scalar("SELECT count(*) FROM dead_letter WHERE resolved_at IS NULL")
                .fetch_one(&mut connection)
                .await
                .unwrap();
        assert_eq!(letters, 0, "{database}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_brought_back_to_a_point_tells_what_it_forgot_and_is_heard_again() {
    let world = World::start().await.unwrap();
    let backups = Backups::of(world.suite.lock().await.data()).unwrap();
    backups.archive(&world.place()).await.unwrap();
    world.suite.lock().await.kill().unwrap();
    start_again(&world).await;

    registered(0, &world).await;
    backups.back_up(&world.place()).await.unwrap();
    // Younger than the backup: only the archived log has it.
    registered(1, &world).await;
    let mut again = Case::draw(SEED, 2).unwrap();
    let name = again.bring_before_the_register(&world).await.unwrap();
    let at_the_point = in_the_register(&world.counted().await.unwrap());
    backups.mark(&world.place()).await.unwrap();

    // What should not have happened: acknowledged, published, counted.
    again
        .enter_the_register(&world, name.clone())
        .await
        .unwrap();
    registered(3, &world).await;
    let beyond = in_the_register(&world.counted().await.unwrap());
    let forgotten: BTreeSet<String> = beyond.difference(&at_the_point).cloned().collect();
    assert_eq!(forgotten.len(), 2);
    expect_heard(&world, &beyond).await;
    backups.archived(&world.place()).await.unwrap();
    for (database, _) in LISTENERS {
        backups.set_aside(&world.place(), database).await.unwrap();
    }
    world.suite.lock().await.kill().unwrap();

    let alone = backups.restore().await.unwrap();
    for (database, _) in LISTENERS {
        backups.put_back(&alone, database).await.unwrap();
    }
    let data = world.suite.lock().await.data().to_owned();
    let told = data.join("told.jsonl");
    let elsewhere = ["--namespace", "elsewhere"];
    expect_refused(&alone, &told, &elsewhere, "elsewhere_KEZHUAN_CONTRACTS").await;
    let (told, places) = bring_in_step(&alone, &told, &[]).await;
    assert!(
        places >= 6,
        "three inboxes heard of two contracts: {places}"
    );
    let registrations = told
        .iter()
        .filter(|line| line["event"] == "ContractRegistered");
    let named: BTreeSet<String> = registrations
        .map(|line| format!("contracts/{}", line["aggregate_id"].as_str().unwrap()))
        .collect();
    assert_eq!(named, forgotten, "{told:?}");

    // Once more: the streams are gone by now, and nothing is left to be set back.
    let told = data.join("told-again.jsonl");
    expect_refused(&alone, &told, &[], "KEZHUAN_CONTRACTS").await;
    let (told, places) = bring_in_step(&alone, &told, &["--without-streams"]).await;
    assert_eq!(places, 0);
    assert!(told.iter().all(|line| line["kind"] != "event"), "{told:?}");
    alone.nats.stop().await.unwrap();
    alone.postgres.stop().await.unwrap();
    drop(alone);

    start_again(&world).await;
    let after = world.counted().await.unwrap();
    assert_eq!(in_the_register(&after), at_the_point);
    expect_heard(&world, &at_the_point).await;

    // The next event of an aggregate that was told of more has a number that was heard before.
    again.enter_the_register(&world, name).await.unwrap();
    registered(4, &world).await;
    let in_the_end = in_the_register(&world.counted().await.unwrap());
    assert_eq!(in_the_end.len(), at_the_point.len() + 2);
    expect_heard(&world, &in_the_end).await;
    world.count_anew().await.unwrap();
    let counted_anew = world.counted().await.unwrap();
    assert_eq!(in_the_register(&counted_anew), in_the_end);
}
