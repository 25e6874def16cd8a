//! The right to be the only process on a database that does something. It stands on a connection of its own and ends with
//! it, so that nobody has to give it back; what is done by it must be harmless twice all the same.
use std::sync::Arc;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{ConnectOptions, Connection};

use crate::{Database, Error};

const ANSWER_MAX: Duration = Duration::from_secs(2);

/// A right that one process has at a time.
pub struct Alone {
    name: &'static str,
    options: Arc<PgConnectOptions>,
    connection: Option<PgConnection>,
    mine: bool,
}

impl Alone {
    /// Nobody's yet.
    pub fn new(database: &Database, name: &'static str) -> Alone {
        Alone {
            name,
            options: database.app_options(),
            connection: None,
            mine: false,
        }
    }

    /// Whether this process has the right; takes it where nobody has it.
    pub async fn is_mine(&mut self) -> Result<bool, Error> {
        match tokio::time::timeout(ANSWER_MAX, self.ask()).await {
            Ok(Ok(())) => Ok(self.mine),
            failed => {
                // With the connection the right is gone, or will be.
                (self.connection, self.mine) = (None, false);
                match failed {
                    Ok(Err(error)) => Err(error.into()),
                    _ => Ok(false),
                }
            }
        }
    }

    async fn ask(&mut self) -> Result<(), sqlx::Error> {
        let connection = match &mut self.connection {
            Some(connection) => connection,
            None => self.connection.insert(self.options.connect().await?),
        };
        if self.mine {
            return connection.ping().await;
        }
        self.mine = sqlx::query_scalar(
            "SELECT pg_try_advisory_lock(hashtextextended('kezhuan ' || $1, 0))",
        )
        .bind(self.name)
        .fetch_one(connection)
        .await?;
        Ok(())
    }
}
