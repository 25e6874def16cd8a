//! Human numbers, from blocks that one process reserves at once. Gaps are normal.
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use kezhuan_auth::Caller;
use kezhuan_database::Database;
use tokio::sync::Mutex;

use crate::domain::numbers::Series;
use crate::error::Error;

/// What is left of the block of each series and year.
type Reserved = HashMap<(String, i32), Range<i64>>;

/// The numbers of one process.
#[derive(Clone)]
pub struct Numbers {
    database: Database,
    block: i64,
    reserved: Arc<Mutex<Reserved>>,
}

impl Numbers {
    /// Reserves `block` numbers at once, when the first is needed.
    pub fn new(database: Database, block: i64) -> Numbers {
        Numbers {
            database,
            block: block.max(1),
            reserved: Arc::default(),
        }
    }

    /// The number of a new case of a division.
    pub async fn case(
        &self,
        series: Series,
        division: &str,
        today: NaiveDate,
    ) -> Result<String, Error> {
        let name = format!("{}/{division}", series.prefix());
        let serial = self.next(name, today.year()).await?;
        Ok(series.number(today.year(), division, serial))
    }

    /// The next serial of a series in a year.
    pub async fn next(&self, series: String, year: i32) -> Result<i64, Error> {
        let mut reserved = self.reserved.lock().await;
        let block = reserved.entry((series.clone(), year)).or_default();
        if let Some(serial) = block.next() {
            return Ok(serial);
        }
        *block = self.reserve(series, year).await?;
        block
            .next()
            .ok_or_else(|| anyhow::anyhow!("a reserved block of numbers is empty").into())
    }

    async fn reserve(&self, series: String, year: i32) -> Result<Range<i64>, Error> {
        let block = self.block;
        let end: i64 = self
            .database
            .write_as(&Caller::service(crate::NAME, ""), move |write| {
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
            .await?;
        Ok(end - block..end)
    }
}
