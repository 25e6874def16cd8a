//! The rulebook as this service's own tables hold it.
use kezhuan_adoption::tables;
use kezhuan_database::Database;
use kezhuan_rule_host::Digest;
use kezhuan_rulebook::{Kept, Shelf};

use super::HOOKS;
use crate::error::Error;

/// Read as the service itself.
#[derive(Clone)]
pub struct Tables(pub Database);

impl Shelf for Tables {
    type Error = Error;

    async fn epoch(&self) -> Result<i64, Error> {
        Ok(tables::epoch(&self.0).await?)
    }

    async fn held(&self, known: i64) -> Result<Option<Kept>, Error> {
        Ok(tables::held(&self.0, &HOOKS, known).await?)
    }

    async fn all(&self, known: Option<i64>, loaded: Vec<Digest>) -> Result<Option<Kept>, Error> {
        Ok(tables::all(&self.0, &HOOKS, known, loaded).await?)
    }
}
