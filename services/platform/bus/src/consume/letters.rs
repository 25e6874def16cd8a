//! How many events of a consumer stand aside: told as long as they do, for what happened once is soon out of sight.
use std::time::Duration;

use kezhuan_database::Database;

use crate::{dead_letter, metrics};

const LOOK_EVERY: Duration = Duration::from_secs(15);

/// Tells it for ever. Every process says the same.
pub(super) async fn follow(database: Database, durable: String) {
    let labels = metrics::consumer(&durable);
    loop {
        match dead_letter::count_open(&database, &durable).await {
            Ok(open) => metrics::DEAD_LETTERS_OPEN.record(open, &labels),
            Err(error) => {
                tracing::debug!(error = ?error, durable, "no dead letters can be counted")
            }
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}
