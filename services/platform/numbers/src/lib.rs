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
                        "INSERT INTO number_block (series, year, next_value) VALUES ($1, $2, 1 + $3)
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
