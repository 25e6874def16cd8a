//! Human numbers of cases: `KZ-INC-2025-440703-000123`.
use chrono::{Datelike, NaiveDate};
use kezhuan_database::{Database, Error};
use kezhuan_numbers::{NumbersConfig, Serials};

/// Gives them out.
#[derive(Clone)]
pub struct Numbers(Serials);

impl Numbers {
    /// Reserves a block when the first number is needed.
    pub fn new(database: Database, config: &NumbersConfig) -> Numbers {
        Numbers(Serials::new(database, config))
    }

    /// The number of a new case of a division; `prefix` tells a series' numbers from others.
    pub async fn case(
        &self,
        prefix: &str,
        division: &str,
        today: NaiveDate,
    ) -> Result<String, Error> {
        let year = today.year();
        let serial = self.0.next(format!("{prefix}/{division}"), year).await?;
        Ok(written(prefix, year, division, serial))
    }
}

fn written(prefix: &str, year: i32, division: &str, serial: i64) -> String {
    format!("{prefix}-{year}-{division}-{serial:06}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_like_numbers() {
        assert_eq!(
            written("KZ-INC", 2025, "440703", 12),
            "KZ-INC-2025-440703-000012"
        );
        assert_eq!(
            written("KZ-INT", 2026, "440781", 1_234_567),
            "KZ-INT-2026-440781-1234567"
        );
    }
}
