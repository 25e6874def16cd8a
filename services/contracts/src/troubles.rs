//! What is the matter beside what the platform finds of rules: with what this service's programmes may spend.
use chrono::NaiveDate;
use kezhuan_auth::Caller;
use kezhuan_database::Database;
use kezhuan_law::rule_trouble::Trouble;

use crate::domain::rule_trouble;
use crate::error::Error;
use crate::store::programmes;

/// Programme-years of which less was announced than the books had bound.
pub async fn below_bound(database: &Database, today: NaiveDate) -> Result<Vec<Trouble>, Error> {
    let reader = Caller::service(crate::NAME, "");
    let read = database.read(&reader, async |connection| {
        programmes::below_bound(connection).await
    });
    let found = read.await?;
    let troubles = found.iter().filter_map(|programme| {
        let which = (
            programme.tenant.as_str(),
            programme.family.as_str(),
            programme.year,
        );
        rule_trouble::below_bound(which, &programme.ledger, today)
    });
    Ok(troubles.collect())
}
