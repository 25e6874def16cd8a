use std::time::Duration;

use kezhuan_database::{Database, DatabaseConfig, watch_presence};
use kezhuan_runtime::Shutdown;
use kezhuan_servers::Ephemeral;
use tokio::sync::watch;

const SOON: Duration = Duration::from_secs(30);

#[tokio::test]
async fn a_database_that_goes_and_comes_back_is_told_of() {
    // A server of its own, since it is stopped.
    let servers = Ephemeral::start().await.unwrap();
    let url = servers.postgres.admin_url();
    let database = Database::connect_lazy(&DatabaseConfig::new(&url, &url), "present").unwrap();
    let (answers, mut there) = watch::channel(false);
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
    shutdown.trigger();
    watching.await.unwrap().unwrap();
}
