//! The rulebook as a service's own tables hold it.
use std::marker::PhantomData;

use chrono::NaiveDate;
use futures::future::BoxFuture;
use kezhuan_adoption::{Entry, Keeping, Troubled, tables};
use kezhuan_cases::{Error, Reasons};
use kezhuan_database::{Database, Write};
use kezhuan_law::Fen;
use kezhuan_law::rule_trouble::Trouble;
use kezhuan_protocol::rules::v1::Appropriation;
use kezhuan_rule_host::Digest;
use kezhuan_rulebook::{Kept, Shelf};

use crate::AsksRules;

/// Read as the service `S` itself. Cheap to clone.
pub struct Tables<S> {
    database: Database,
    of: PhantomData<fn() -> S>,
}

impl<S> Tables<S> {
    /// Those in `database`, which is the service's.
    pub fn new(database: Database) -> Tables<S> {
        Tables {
            database,
            of: PhantomData,
        }
    }
}

impl<S> Clone for Tables<S> {
    fn clone(&self) -> Tables<S> {
        Tables::new(self.database.clone())
    }
}

impl<S: AsksRules> Shelf for Tables<S> {
    type Error = Error<S::Reasons>;

    async fn epoch(&self) -> Result<i64, Error<S::Reasons>> {
        Ok(tables::epoch(&self.database).await?)
    }

    async fn held(&self, known: i64) -> Result<Option<Kept>, Error<S::Reasons>> {
        Ok(tables::held(&self.database, S::HOOKS, known).await?)
    }

    async fn all(
        &self,
        known: Option<i64>,
        loaded: Vec<Digest>,
    ) -> Result<Option<Kept>, Error<S::Reasons>> {
        Ok(tables::all(&self.database, S::HOOKS, known, loaded).await?)
    }
}

impl<S: AsksRules> Keeping for Tables<S> {
    const DOMAIN: &'static str = <S::Reasons as Reasons>::DOMAIN;

    async fn appropriated(
        &self,
        told: Appropriation,
        validate_only: bool,
    ) -> Result<Option<Fen>, Error<S::Reasons>> {
        S::appropriated(&self.database, told, validate_only).await
    }

    fn keep_entry<'a>(
        write: &'a mut Write,
        entry: &'a Entry,
    ) -> BoxFuture<'a, Result<bool, Error<S::Reasons>>> {
        S::keep_entry(write, entry)
    }
}

impl<S: AsksRules> Troubled for Tables<S> {
    const HOOKS: &'static [&'static str] = S::HOOKS;

    async fn others(&self, today: NaiveDate) -> Result<Vec<Trouble>, Error<S::Reasons>> {
        S::others(&self.database, today).await
    }
}
