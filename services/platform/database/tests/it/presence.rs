use std::time::{Duration, Instant};

use kezhuan_database::{Database, DatabaseConfig, watch_presence};
use kezhuan_runtime::Shutdown;
use kezhuan_servers::Ephemeral;
use sqlx::{Connection, PgConnection};
use tokio::sync::watch;

const SOON: Duration = Duration::from_secs(30);

/// Sessions that the server counted: each look at one that takes no writes is a session of its own.
async fn sessions(admin: &mut PgConnection) -> i64 {
    let count = "SELECT sessions FROM pg_stat_database WHERE datname = current_database()";
    sqlx::query_scalar(count).fetch_one(admin).await.unwrap()
}

/// Waits until the server that runs now was asked.
async fn asked(url: &str) {
    let mut admin = PgConnection::connect(url).await.unwrap();
    let first = sessions(&mut admin).await;
    let end = Instant::now() + SOON;
    // One more is this one, and another may have begun before.
    while sessions(&mut admin).await < first + 3 {
        assert!(Instant::now() < end, "nobody asked");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn a_database_that_goes_and_comes_back_is_told_of() {
    // A server of its own, since it is stopped.
    let servers = Ephemeral::start().await.unwrap();
    let url = servers.postgres.admin_url();
    let database = Database::connect_lazy(&DatabaseConfig::new(&url, &url), "present").unwrap();
    let (answers, mut there) = watch::channel(false);
    let now = there.clone();
    let shutdown = Shutdown::new();
    let watching = watch_presence(database, answers, shutdown.clone());
    let watching = kezhuan_runtime::spawn("presence", watching);
    let mut expect = async |wanted: bool| {
        let seen = tokio::time::timeout(SOON, there.wait_for(|there| *there == wanted));
        seen.await.unwrap().unwrap();
    };
    expect(true).await;
    servers.postgres.kill().await.unwrap();
    expect(false).await;
    servers.postgres.restart().await.unwrap();
    expect(true).await;

    // One that is being restored, or follows another, answers and takes no writes.
    let follows = servers.postgres.folder().join("cluster/standby.signal");
    std::fs::write(follows, "").unwrap();
    servers.postgres.restart().await.unwrap();
    asked(&url).await;
    assert!(!*now.borrow());
    let mut admin = PgConnection::connect(&url).await.unwrap();
    let promote = sqlx::query("SELECT pg_promote()");
    promote.execute(&mut admin).await.unwrap();
    expect(true).await;
    shutdown.trigger();
    watching.await.unwrap().unwrap();
}
