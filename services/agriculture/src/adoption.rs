//! What this service brings to taking the rulebook over: its tables, and what its subsidies may spend.
use kezhuan_adoption::{Keeping, ServiceError};
use kezhuan_grants::appropriated;
use kezhuan_law::Fen;
use kezhuan_protocol::rules::v1::Appropriation;

use crate::benefits::AgricultureBenefits;
use crate::error::{DOMAIN, Error};
use crate::rules::Tables;

/// Takes changes of the rulebook over.
pub type Adoption = kezhuan_adoption::Adoption<Tables>;

impl Keeping for Tables {
    const DOMAIN: &'static str = DOMAIN;

    async fn appropriated(
        &self,
        told: Appropriation,
        validate_only: bool,
    ) -> Result<Option<Fen>, Error> {
        appropriated::<AgricultureBenefits, Error>(&self.0, &told, validate_only).await
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
