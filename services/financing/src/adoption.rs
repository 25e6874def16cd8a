//! What this service brings to taking the rulebook over: its tables. The subsidy's money is a fund in its books, and no
//! programme that the rules service announces.
use kezhuan_adoption::{Keeping, ServiceError};
use kezhuan_law::Fen;
use kezhuan_protocol::rules::v1::Appropriation;

use crate::error::{DOMAIN, Error};
use crate::rules::Tables;

/// Takes changes of the rulebook over.
pub type Adoption = kezhuan_adoption::Adoption<Tables>;

impl Keeping for Tables {
    const DOMAIN: &'static str = DOMAIN;

    async fn appropriated(&self, _: Appropriation, _: bool) -> Result<Option<Fen>, Error> {
        Ok(None)
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
