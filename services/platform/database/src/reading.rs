//! The reading door: one read-only transaction, whose connection never goes back to the pool
//! with a BEGIN that nobody knows of.
use std::ops::AsyncFnOnce;
use std::time::Duration;

use sqlx::pool::PoolConnection;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, PgPool, Postgres};
use tokio::time::Instant;

use crate::Error;
use crate::error::unreachable;

const BEGIN_AGAIN: Duration = Duration::from_millis(20);

/// A borrowed connection. While `known` is false a BEGIN may be under way, and dropping the
/// borrower (a cancelled RPC) must roll it back before anybody else gets the connection: sqlx
/// 0.9.0 does not.
struct Borrowed {
    connection: Option<PoolConnection<Postgres>>,
    known: bool,
}

impl Drop for Borrowed {
    fn drop(&mut self) {
        if self.known {
            return;
        }
        if let Some(mut connection) = self.connection.take() {
            kezhuan_runtime::spawn("database rollback", async move {
                if connection.execute("ROLLBACK").await.is_err() {
                    connection.close_on_drop();
                }
            });
        }
    }
}

/// Runs `body` in a transaction opened by `opening`, which must be safe to send as it stands.
pub(crate) async fn read<T, E, F>(
    pool: &PgPool,
    opening: String,
    acquire_max: Duration,
    body: F,
) -> Result<T, E>
where
    F: AsyncFnOnce(&mut PgConnection) -> Result<T, E>,
    E: From<Error>,
{
    let deadline = Instant::now() + acquire_max;
    loop {
        let connection = pool.acquire().await.map_err(Error::from)?;
        let mut borrowed = Borrowed {
            connection: Some(connection),
            known: false,
        };
        let Borrowed {
            connection: Some(connection),
            known,
        } = &mut borrowed
        else {
            continue;
        };
        match connection.begin_with(AssertSqlSafe(opening.clone())).await {
            Ok(mut transaction) => {
                *known = true;
                // Dropping it queues the ROLLBACK, which travels with the pool's own ping.
                return body(&mut transaction).await;
            }
            Err(error) if unreachable(&error) && Instant::now() < deadline => {
                tokio::time::sleep(BEGIN_AGAIN).await;
            }
            Err(error) => return Err(Error::from(error).into()),
        }
    }
}
