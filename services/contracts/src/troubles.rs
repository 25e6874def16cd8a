//! What is the matter with the rules this service asks, and with what its programmes may spend: what its tables say of it.
use chrono::NaiveDate;
use futures::future::BoxFuture;
use kezhuan_adoption::{Told, Troubled, Unasked, Uncovered};
use kezhuan_auth::Caller;
use kezhuan_database::Write;
use kezhuan_law::rule_trouble::Trouble;
use uuid::Uuid;

use crate::domain::rule_trouble;
use crate::error::Error;
use crate::rules::{HOOKS, Tables, in_every_major};
use crate::store::programmes;
use crate::store::rule_troubles;

impl Troubled for Tables {
    const HOOKS: &'static [&'static str] = &HOOKS;

    async fn unasked(&self, days: (NaiveDate, NaiveDate)) -> Result<Vec<Unasked>, Error> {
        let reader = Caller::service(crate::NAME, "");
        let read = self.0.read(&reader, async |connection| {
            rule_troubles::unasked(connection, &in_every_major(&HOOKS), days).await
        });
        Ok(read.await?.into_iter().map(Unasked::from).collect())
    }

    async fn uncovered(&self, before: NaiveDate) -> Result<Vec<Uncovered>, Error> {
        let reader = Caller::service(crate::NAME, "");
        let read = self.0.read(&reader, async |connection| {
            rule_troubles::uncovered(connection, &in_every_major(&HOOKS), before).await
        });
        Ok(read.await?.into_iter().map(Uncovered::from).collect())
    }

    /// Programme-years of which less was announced than the books had bound.
    async fn others(&self, today: NaiveDate) -> Result<Vec<Trouble>, Error> {
        let reader = Caller::service(crate::NAME, "");
        let read = self.0.read(&reader, async |connection| {
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

    async fn lasting(&self) -> Result<Vec<Told>, Error> {
        let reader = Caller::service(crate::NAME, "");
        let read = self.0.read(&reader, async |connection| {
            rule_troubles::lasting(connection).await
        });
        Ok(read.await?.into_iter().map(Told::from).collect())
    }

    fn seen_again<'a>(
        write: &'a mut Write,
        ids: &'a [Uuid],
        process: Uuid,
    ) -> BoxFuture<'a, Result<(), Error>> {
        Box::pin(rule_troubles::seen_again(write, ids, process))
    }

    fn found<'a>(
        write: &'a mut Write,
        trouble: &'a Trouble,
        process: Uuid,
    ) -> BoxFuture<'a, Result<Option<Told>, Error>> {
        Box::pin(async move {
            let found = rule_troubles::found(write, trouble, process).await?;
            Ok(found.map(Told::from))
        })
    }

    fn ended(
        write: &mut Write,
        id: Uuid,
        process: Uuid,
        silent_seconds: i32,
    ) -> BoxFuture<'_, Result<Option<Told>, Error>> {
        Box::pin(async move {
            let ended = rule_troubles::ended(write, id, process, silent_seconds).await?;
            Ok(ended.map(Told::from))
        })
    }
}
