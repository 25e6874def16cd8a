//! The serials of human numbers, from blocks that one process reserves at once in the service's table `number_block`. Gaps are
//! normal; what a number looks like is the service's.
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_database::{Database, Error};
use serde::Deserialize;
use tokio::sync::Mutex;

/// The `[numbers]` section of a service's configuration.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NumbersConfig {
    /// Numbers one process reserves at once per series and year; unused ones stay gaps.
    pub block: i64,
}

/// What is left of the block of each series and year.
type Reserved = HashMap<(String, i32), Range<i64>>;

/// The serials of one process. Cheap to clone.
#[derive(Clone)]
pub struct Serials {
    database: Database,
    block: i64,
    reserved: Arc<Mutex<Reserved>>,
}

impl Serials {
    /// Reserves a block when the first number is needed.
    pub fn new(database: Database, config: &NumbersConfig) -> Serials {
        Serials {
            database,
            block: config.block.max(1),
            reserved: Arc::default(),
        }
    }

    /// The next serial of a series in a year.
    pub async fn next(&self, series: String, year: i32) -> Result<i64, Error> {
        let mut reserved = self.reserved.lock().await;
        let block = reserved.entry((series.clone(), year)).or_default();
        if let Some(serial) = block.next() {
            return Ok(serial);
        }
        // A block has one number at the least.
        let end = self.reserve(series, year).await?;
        let first = end - self.block;
        *block = first + 1..end;
        Ok(first)
    }

    /// Takes the next block of a series; answers where it ends.
    async fn reserve(&self, series: String, year: i32) -> Result<i64, Error> {
        let block = self.block;
        self.database
            .write_as(&Caller::service(self.database.service(), ""), move |write| {
                let series = series.clone();
                Box::pin(async move {
                    let end = sqlx::query_scalar(
                        "INSERT INTO number_block (series, year, next_value)
                         VALUES ($1, $2, 1 + $3 + coalesce((SELECT max(floor.next_value) FROM number_block AS floor
                                                             WHERE floor.series = '' AND floor.year >= $2), 0))
                         ON CONFLICT (series, year) DO UPDATE SET next_value = number_block.next_value + $3
                         RETURNING next_value",
                    )
                    .bind(series)
                    .bind(year)
                    .bind(block)
                    .fetch_one(&mut **write)
                    .await?;
                    Ok::<i64, Error>(end)
                })
            })
            .await
    }
}

/// Leaves out the next `count` serials of every series: after the table was brought back to an earlier point, when numbers beyond
/// it had been given. Series that begin later, in years until `year`, leave out as many: they may have begun beyond the point
/// already. Nothing where the service gives no numbers. For tools, as an admin.
pub async fn skip(database: &Database, count: i64, year: i32) -> Result<(), Error> {
    database
        .relay(move |connection| {
            Box::pin(async move {
                let numbered: bool =
                    sqlx::query_scalar("SELECT to_regclass('number_block') IS NOT NULL")
                        .fetch_one(&mut *connection)
                        .await?;
                if numbered {
                    // What series without a row leave out stands under no name.
                    sqlx::query(
                        "INSERT INTO number_block (series, year, next_value) VALUES ('', $1, 0) ON CONFLICT DO NOTHING",
                    )
                    .bind(year)
                    .execute(&mut *connection)
                    .await?;
                    sqlx::query("UPDATE number_block SET next_value = next_value + $1")
                        .bind(count)
                        .execute(connection)
                        .await?;
                }
                Ok(())
            })
        })
        .await
}
