//! Human numbers of cases and certificates.
use chrono::{Datelike, NaiveDate};
use kezhuan_database::Database;
use kezhuan_numbers::{NumbersConfig, Serials};

use crate::domain::numbers::{case_number, certificate_number};
use crate::error::Error;

/// Gives them out.
#[derive(Clone)]
pub struct Numbers(Serials);

impl Numbers {
    /// Reserves a block when the first number is needed.
    pub fn new(database: Database, config: &NumbersConfig) -> Numbers {
        Numbers(Serials::new(database, config))
    }

    /// The number of a new case of an office.
    pub async fn case(&self, office: &str, today: NaiveDate) -> Result<String, Error> {
        let serial = self
            .next(format!("contract/{office}"), today.year())
            .await?;
        Ok(case_number(today.year(), office, serial))
    }

    /// The number of a new certificate of an office.
    pub async fn certificate(&self, office: &str, today: NaiveDate) -> Result<String, Error> {
        let serial = self
            .next(format!("certificate/{office}"), today.year())
            .await?;
        Ok(certificate_number(today.year(), office, serial))
    }

    /// The next serial of a series in a year.
    pub async fn next(&self, series: String, year: i32) -> Result<i64, Error> {
        Ok(self.0.next(series, year).await?)
    }
}
