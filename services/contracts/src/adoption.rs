//! What this service brings to taking the rulebook over: its tables, and the books of its programmes.
mod appropriation;

use futures::future::BoxFuture;
use kezhuan_adoption::{Entry, Keeping, ServiceError};
use kezhuan_database::Write;
use kezhuan_law::Fen;
use kezhuan_protocol::rules::v1::Appropriation;

use crate::error::{DOMAIN, Error};
use crate::rules::Tables;
use crate::store::rule_entries;

/// Takes changes of the rulebook over.
pub type Adoption = kezhuan_adoption::Adoption<Tables>;

impl Keeping for Tables {
    const DOMAIN: &'static str = DOMAIN;

    async fn appropriated(
        &self,
        told: Appropriation,
        validate_only: bool,
    ) -> Result<Option<Fen>, Error> {
        match validate_only {
            true => appropriation::bound(&self.0, &told).await,
            false => appropriation::adopt(&self.0, &told).await,
        }
    }

    /// What it changes of earlier decisions is to be listed.
    fn keep_entry<'a>(
        write: &'a mut Write,
        entry: &'a Entry,
    ) -> BoxFuture<'a, Result<bool, Error>> {
        Box::pin(rule_entries::adopt(write, entry))
    }
}

impl ServiceError for Error {
    fn away(cause: anyhow::Error) -> Error {
        Error::Away(cause)
    }

    fn is_passing(&self) -> bool {
        Error::is_passing(self)
    }
}
