use std::sync::Arc;

use kezhuan_bus::{Bus, BusConfig, beside_the_database};
use kezhuan_database::seal::SealingKey;
use kezhuan_database::{Database, DatabaseConfig, prepare};
use kezhuan_rpc::{Part, Readiness};
use kezhuan_runtime::{Shutdown, Tasks};
use kezhuan_servers::Ephemeral;
use kezhuan_testkit::settled;
use sqlx::migrate::Migrator;

use crate::world::{SOON, measured};

async fn waits_for(readiness: &Readiness, expected: &[&'static str]) {
    let seen = settled(SOON, expected.to_vec(), async || readiness.waits_for());
    assert_eq!(seen.await, expected);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process_waits_for_its_database_whenever_it_is_away_and_for_nats_once() {
    measured();
    // Servers of its own, since they are stopped.
    let servers = Ephemeral::start().await.unwrap();
    let admin_url = servers.postgres.admin_url();
    let prepared = prepare(&admin_url, "source", Migrator::DEFAULT)
        .await
        .unwrap();
    servers.nats.stop().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let signer = SealingKey::create_or_load(&folder.path().join("seal.pem")).unwrap();
    let readiness = Readiness::of("source", &[Part::Database, Part::Nats]);
    let shutdown = Shutdown::new();
    let mut tasks = Tasks::new(shutdown.clone());
    let config = DatabaseConfig {
        development: true,
        ..DatabaseConfig::new(&prepared.app_url, &prepared.relay_url)
    };
    let health = beside_the_database(
        &mut tasks,
        Bus::connect(&BusConfig::new(servers.nats.url()))
            .await
            .unwrap(),
        Database::connect_lazy(&config, "source").unwrap(),
        Arc::new(signer),
        &readiness,
        &shutdown,
    );

    waits_for(&readiness, &["nats"]).await;
    assert!(*health.borrow(), "health asks for Postgres alone");
    servers.nats.restart().await.unwrap();
    waits_for(&readiness, &[]).await;
    servers.nats.kill().await.unwrap();
    let away = settled(SOON, vec!["nats"], async || readiness.away());
    assert_eq!(away.await, ["nats"]);
    assert!(readiness.waits_for().is_empty());

    servers.postgres.kill().await.unwrap();
    waits_for(&readiness, &["database"]).await;
    assert!(!*health.borrow());
    servers.postgres.restart().await.unwrap();
    waits_for(&readiness, &[]).await;

    shutdown.trigger();
    // Whether the last head could be sealed on a connection of the killed server is no matter here.
    let _ = tasks.join().await;
}
