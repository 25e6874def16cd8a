//! Human numbers of cases.
use chrono::{Datelike, NaiveDate};
use kezhuan_database::Database;
use kezhuan_numbers::{NumbersConfig, Serials};

use crate::domain::numbers::Series;
use crate::error::Error;

/// Gives them out.
#[derive(Clone)]
pub struct Numbers(Serials);

impl Numbers {
    /// Reserves a block when the first number is needed.
    pub fn new(database: Database, config: &NumbersConfig) -> Numbers {
        Numbers(Serials::new(database, config))
    }

    /// The number of a new case of a division.
    pub async fn case(
        &self,
        series: Series,
        division: &str,
        today: NaiveDate,
    ) -> Result<String, Error> {
        let name = format!("{}/{division}", series.prefix());
        let serial = self.0.next(name, today.year()).await?;
        Ok(series.number(today.year(), division, serial))
    }
}
