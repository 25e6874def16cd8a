//! Whether Postgres answers, for health checks. Over a connection of its own: a busy pool is not an absent server.
use std::time::Duration;

use kezhuan_runtime::Shutdown;
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{ConnectOptions, Connection};
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
        let there = matches!(asked, Ok(Ok(())));
        if !there {
            // What was under way on it is not known.
            connection = None;
        }
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

async fn ask(
    connection: &mut Option<PgConnection>,
    options: &PgConnectOptions,
) -> Result<(), sqlx::Error> {
    match connection {
        Some(open) => open.ping().await,
        None => {
            *connection = Some(options.connect().await?);
            Ok(())
        }
    }
}
