//! The delivery log ends somewhere: what ended long ago is forgotten, and deleted endpoints with the last of it.
use std::time::Duration;

use kezhuan_auth::Caller;
use kezhuan_database::Database;
use kezhuan_law::regions::PREFECTURE;
use kezhuan_runtime::Shutdown;

use crate::error::Error;
use crate::store::{webhook_deliveries, webhook_endpoints};

const BATCH_MAX: i64 = 1_000;
const LOOK_EVERY: Duration = Duration::from_secs(3_600);
/// Between two batches, so that forgetting never holds up the sending.
const PAUSE: Duration = Duration::from_millis(50);

/// Forgets until shutdown. Each replica may: what one holds the others leave alone.
pub async fn forget(database: Database, kept_days: i32, shutdown: Shutdown) -> anyhow::Result<()> {
    loop {
        let pause = match forget_some(&database, kept_days).await {
            Ok(0) => LOOK_EVERY,
            Ok(_) => PAUSE,
            Err(error) => {
                tracing::warn!(error = ?error, "old webhook deliveries stay for now");
                LOOK_EVERY
            }
        };
        tokio::select! {
            () = shutdown.triggered() => return Ok(()),
            () = tokio::time::sleep(pause) => {}
        }
    }
}

async fn forget_some(database: &Database, kept_days: i32) -> Result<u64, Error> {
    let caller = Caller::service(crate::NAME, PREFECTURE);
    database
        .write_as(&caller, move |write| {
            Box::pin(async move {
                let forgotten = webhook_deliveries::forget(write, kept_days, BATCH_MAX).await?;
                if forgotten == 0 {
                    webhook_endpoints::forget(write).await?;
                }
                Ok(forgotten)
            })
        })
        .await
}
