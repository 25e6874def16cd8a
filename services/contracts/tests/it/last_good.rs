//! The last good rule serves: without the rules service and NATS, after a restart, in a fresh replica, and where a
//! package can't be loaded.
use std::fs::Permissions;
use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use kezhuan_protocol::contracts::v1::contracts_service_client::ContractsServiceClient;
use kezhuan_protocol::contracts::v1::{AcceptContractRequest, Contract, ListDecisionsRequest};
use kezhuan_protocol::rules::v1::TimelineEntry;
use kezhuan_testkit::settled;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tonic::transport::Channel;

use crate::adoption::{adopt, adopt_with, entry, settings};
use crate::shelf::{Shelf, serve};
use crate::world::{self, World, id, registrar};

const HOOK: &str = "tc.sla@1";
const SOON: Duration = Duration::from_secs(30);

type Client = ContractsServiceClient<Channel>;

/// Pengjiang's package, and the same under another version: another digest.
fn packages() -> [Vec<u8>; 2] {
    let first = world::shipped().remove("pengjiang").unwrap();
    let named: &[u8] = b"\"version\":\"1.0.0\"";
    let at = first.windows(named.len()).position(|part| part == named);
    let mut second = first.clone();
    second[at.unwrap()..][..named.len()].copy_from_slice(b"\"version\":\"1.0.1\"");
    [first, second]
}

/// Gives both packages away.
async fn shelf() -> String {
    let packages = packages().to_vec();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    serve(
        listener,
        Shelf {
            packages,
            ..Shelf::default()
        },
    )
}

/// One of the packages, promising so many days.
fn version(package: usize, days: u32, from: &str, to: &str) -> TimelineEntry {
    let bytes = &packages()[package];
    let mut figures: serde_json::Value = serde_json::from_str(&settings(bytes)).unwrap();
    figures["promise_working_days"] = days.into();
    TimelineEntry {
        effective_from: from.to_owned(),
        effective_to: to.to_owned(),
        ..entry(HOOK, bytes, &figures.to_string())
    }
}

/// Accepts a new application through one instance: the days promised, and the package that promised them.
async fn promised(world: &World, through: &Client) -> (i32, String) {
    let submitted = world.submitted(world::form()).await;
    accepted(world, through, &submitted).await
}

async fn accepted(world: &World, through: &Client, submitted: &Contract) -> (i32, String) {
    let request = AcceptContractRequest {
        name: submitted.name.clone(),
        etag: submitted.etag.clone(),
        request_id: id(),
    };
    let mut through = through.clone();
    let answer = through
        .accept_contract(world.ask(&registrar(), request))
        .await;
    let contract = answer.unwrap().into_inner();
    let request = ListDecisionsRequest {
        name: contract.name.clone(),
        ..ListDecisionsRequest::default()
    };
    let decisions = through
        .list_decisions(world.ask(&registrar(), request))
        .await;
    let decision = decisions.unwrap().into_inner().decisions.remove(0);
    let days = contract
        .acceptance
        .map(|acceptance| acceptance.promised_working_days);
    (days.unwrap_or_default(), decision.package_digest)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restart_and_a_fresh_replica_need_only_the_database() {
    let world = World::with_rules(World::CALM, &shelf().await).await;
    let rule = version(0, 9, "2025-01-01", "");
    let answer = adopt(&world, rule.clone()).await.unwrap();
    assert!(answer.in_force, "{}", answer.problem);
    let digest = rule.package.trim_start_matches("packages/").to_owned();
    assert_eq!(promised(&world, &world.client()).await, (9, digest.clone()));
    // Nobody listens on that port: neither the rules service nor NATS.
    let alone = |config: &mut kezhuan_contracts::Config| {
        config.rules_service.address = "http://127.0.0.1:1".to_owned();
        config.bus.nats_url = "nats://127.0.0.1:1".to_owned();
    };
    let waiting = [
        world.submitted(world::form()).await,
        world.submitted(world::form()).await,
    ];
    world.stop_the_first();
    let restarted = world.beside_with(alone).await;
    assert_eq!(
        accepted(&world, &restarted, &waiting[0]).await,
        (9, digest.clone())
    );
    let empty = tempfile::tempdir().unwrap();
    let fresh = world
        .beside_with(|config| {
            alone(config);
            config.rule_host.cache = empty.path().to_owned();
        })
        .await;
    assert_eq!(accepted(&world, &fresh, &waiting[1]).await, (9, digest));
    let compiled = std::fs::read_dir(empty.path()).unwrap().count();
    assert!(compiled > 0, "the fresh replica compiled nothing");
}

/// An address that nobody listens on.
async fn free_address() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    listener.local_addr().unwrap()
}

/// What a kubelet is answered; nothing while nobody listens.
async fn probed(address: SocketAddr, path: &str) -> String {
    let mut answer = String::new();
    if let Ok(mut line) = TcpStream::connect(address).await {
        let request = format!("GET {path} HTTP/1.1\r\nhost: pod\r\nconnection: close\r\n\r\n");
        line.write_all(request.as_bytes()).await.unwrap();
        line.read_to_string(&mut answer).await.unwrap();
    }
    answer
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_service_that_cannot_read_its_rulebook_decides_nothing_until_it_can() {
    let world = World::with_rules(World::CALM, &shelf().await).await;
    let rule = version(0, 9, "2025-01-01", "");
    let answer = adopt(&world, rule.clone()).await.unwrap();
    assert!(answer.in_force, "{}", answer.problem);
    let waiting = [
        world.submitted(world::form()).await,
        world.submitted(world::form()).await,
    ];
    let mut admin = world.database.admin().await.unwrap();
    let away = sqlx::query("ALTER TABLE rule_entry RENAME TO rule_entry_away");
    away.execute(&mut admin).await.unwrap();
    let probes = free_address().await;
    let fresh = world
        .beside_with(|config| config.server.operation_address = probes.to_string())
        .await;
    let early = accepted(&world, &fresh, &waiting[0]);
    let early = tokio::time::timeout(Duration::from_secs(4), early).await;
    assert!(early.is_err(), "decided without a rulebook: {early:?}");
    let live = probed(probes, "/live").await;
    assert!(live.starts_with("HTTP/1.1 200"), "{live}");
    let waits = probed(probes, "/ready").await;
    assert!(waits.starts_with("HTTP/1.1 503"), "{waits}");
    assert!(waits.contains(r#""rules""#), "{waits}");
    let back = sqlx::query("ALTER TABLE rule_entry_away RENAME TO rule_entry");
    back.execute(&mut admin).await.unwrap();
    let digest = rule.package.trim_start_matches("packages/").to_owned();
    assert_eq!(accepted(&world, &fresh, &waiting[1]).await, (9, digest));
    let is_ready = settled(SOON, true, async || {
        let answer = probed(probes, "/ready").await;
        answer.starts_with("HTTP/1.1 200")
    });
    assert!(is_ready.await);
}

/// A compiler that refuses every package once `broken` is there.
pub fn compiler(folder: &Path) -> PathBuf {
    let programs = std::env::current_exe().unwrap();
    let real = programs.ancestors().nth(2).unwrap();
    let script = folder.join("compiler");
    let text = format!(
        "#!/bin/sh\n[ ! -e {} ] || exit 9\nexec {} \"$@\"\n",
        folder.join("broken").display(),
        real.join("kezhuan-rule-compiler").display()
    );
    std::fs::write(&script, text).unwrap();
    std::fs::set_permissions(&script, Permissions::from_mode(0o755)).unwrap();
    script
}

/// Another instance, whose cache is a copy of the first one's: what was compiled for it, and its key.
async fn restarted(world: &World) -> (Client, TempDir) {
    let copy = tempfile::tempdir().unwrap();
    let from = &world.config.rule_host.cache;
    let copied = std::process::Command::new("cp")
        .args(["-a", &format!("{}/.", from.display())])
        .arg(copy.path())
        .status();
    assert!(copied.unwrap().success());
    let cache = copy.path().to_owned();
    let through = world
        .beside_with(|config| config.rule_host.cache = cache)
        .await;
    (through, copy)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_package_that_cannot_be_loaded_leaves_its_county_on_the_last_good_one() {
    let folder = tempfile::tempdir().unwrap();
    let script = compiler(folder.path());
    let world = World::with(World::CALM, &shelf().await, |config| {
        config.rule_host.compiler = Some(script);
    })
    .await;
    let good = version(0, 9, "2025-01-01", "");
    let answer = adopt(&world, good.clone()).await.unwrap();
    assert!(answer.in_force, "{}", answer.problem);

    std::fs::write(folder.path().join("broken"), "").unwrap();
    let bad = version(1, 5, "2025-03-01", "");
    let closed = TimelineEntry {
        effective_to: "2025-02-28".to_owned(),
        ..good.clone()
    };
    let answer = adopt_with(&world, bad.clone(), vec![closed]).await.unwrap();
    assert!(!answer.in_force && !answer.problem.is_empty(), "{answer:?}");

    // In this process, and in one that starts now and never had the good one alone.
    let digest = |entry: &TimelineEntry| entry.package.trim_start_matches("packages/").to_owned();
    let last_good = (9, digest(&good));
    assert_eq!(promised(&world, &world.client()).await, last_good);
    let (after, _cache) = restarted(&world).await;
    assert_eq!(promised(&world, &after).await, last_good);
    // Its owner is told, by event, once: both processes see the same cause.
    let told = settled(SOON, vec!["RuleTroubleFound".to_owned()], async || {
        troubles(&world, "PACKAGE_NOT_LOADED").await
    });
    assert_eq!(told.await, ["RuleTroubleFound"]);

    // Once it can be loaded, the next case goes to it, and the trouble is over.
    std::fs::remove_file(folder.path().join("broken")).unwrap();
    let now_good = (5, digest(&bad));
    for through in [world.client(), after] {
        let promise = settled(SOON, now_good.clone(), async || {
            promised(&world, &through).await
        });
        assert_eq!(promise.await, now_good);
    }
    let over = ["RuleTroubleFound", "RuleTroubleEnded"].map(str::to_owned);
    let told = settled(SOON, over.to_vec(), async || {
        troubles(&world, "PACKAGE_NOT_LOADED").await
    });
    assert_eq!(told.await, over);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bytes_that_were_altered_in_the_database_are_never_loaded() {
    let world = World::with_rules(World::CALM, &shelf().await).await;
    for entry in [
        version(0, 9, "2025-01-01", "2025-02-28"),
        version(1, 5, "2025-03-01", ""),
    ] {
        let answer = adopt(&world, entry).await.unwrap();
        assert!(answer.in_force, "{}", answer.problem);
    }
    assert_eq!(promised(&world, &world.client()).await.0, 5);
    let mut admin = world.database.admin().await.unwrap();
    let altered = sqlx::query(
        "UPDATE rule_package SET bytes = set_byte(bytes, 100, get_byte(bytes, 100) # 1)
          WHERE digest = (SELECT package_digest FROM rule_entry WHERE upper_inf(in_force))",
    );
    assert_eq!(
        altered.execute(&mut admin).await.unwrap().rows_affected(),
        1
    );
    let empty = tempfile::tempdir().unwrap();
    let cache = empty.path().to_owned();
    let fresh = world
        .beside_with(|config| config.rule_host.cache = cache)
        .await;
    assert_eq!(promised(&world, &fresh).await.0, 9, "the version before");
    // Whoever loaded it before keeps what it loaded.
    assert_eq!(promised(&world, &world.client()).await.0, 5);
}

/// The events of Pengjiang's trouble of this kind, in their order.
pub async fn troubles(world: &World, kind: &str) -> Vec<String> {
    let mut admin = world.database.admin().await.unwrap();
    sqlx::query_scalar(
        "SELECT substring(outbox.subject FROM '[^.]+$') FROM outbox
          WHERE aggregate_id IN (SELECT id FROM rule_trouble WHERE kind = $1 AND tenant = '440703')
          ORDER BY aggregate_id, sequence",
    )
    .bind(kind)
    .fetch_all(&mut admin)
    .await
    .unwrap()
}
