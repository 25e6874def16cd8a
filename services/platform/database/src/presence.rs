//! Whether Postgres takes writes, for health checks. Over a connection of its own: a busy pool is not an absent server.
use std::time::Duration;

use kezhuan_runtime::Shutdown;
use sqlx::ConnectOptions;
use sqlx::postgres::{PgConnectOptions, PgConnection};
use tokio::sync::watch;

use crate::Database;

const ASK_EVERY: Duration = Duration::from_millis(500);
const ANSWER_MAX: Duration = Duration::from_secs(2);

/// Tells `answers` whenever the database comes or goes, until shutdown.
pub async fn watch_presence(
    database: Database,
    answers: watch::Sender<bool>,
    shutdown: Shutdown,
) -> anyhow::Result<()> {
    let options = database.app_options();
    let mut connection = None;
    loop {
        let asked = tokio::time::timeout(ANSWER_MAX, ask(&mut connection, &options)).await;
        let there = matches!(asked, Ok(Ok(true)));
        if !there {
            // What was under way on it is not known, and the address may lead to another server by now.
            connection = None;
        }
        database.measure();
        let changed = answers.send_if_modified(|known| std::mem::replace(known, there) != there);
        if changed {
            tracing::info!(service = database.service(), there, "the database");
        }
        tokio::select! {
            () = shutdown.triggered() => return Ok(()),
            () = tokio::time::sleep(ASK_EVERY) => {}
        }
    }
}

/// Whether it takes writes: one that is still being restored, or was demoted, only reads.
async fn ask(
    connection: &mut Option<PgConnection>,
    options: &PgConnectOptions,
) -> Result<bool, sqlx::Error> {
    let open = match connection {
        Some(open) => open,
        None => connection.insert(options.connect().await?),
    };
    sqlx::query_scalar("SELECT NOT pg_is_in_recovery()")
        .fetch_one(open)
        .await
}
