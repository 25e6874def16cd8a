//! What this service brings to taking the rulebook over: its tables. The subsidy's money is a fund in its books, and no
//! programme that the rules service announces.
use futures::future::BoxFuture;
use kezhuan_adoption::{Entry, Keeping, RevokedKey, ServiceError, Stop};
use kezhuan_auth::Caller;
use kezhuan_database::Write;
use kezhuan_law::Fen;
use kezhuan_protocol::rules::v1::Appropriation;
use kezhuan_rule_host::Digest;

use crate::error::{DOMAIN, Error};
use crate::rules::Tables;
use crate::store::{rule_entries, rule_packages, rule_revoked_keys, rule_stops};

/// Takes changes of the rulebook over.
pub type Adoption = kezhuan_adoption::Adoption<Tables>;

impl Keeping for Tables {
    const DOMAIN: &'static str = DOMAIN;

    async fn package(&self, digest: Digest) -> Result<Option<Vec<u8>>, Error> {
        let reader = Caller::service(crate::NAME, "");
        let sought = [digest.as_bytes().to_vec()];
        let read = self.0.read(&reader, async |connection| {
            rule_packages::bytes(connection, &sought).await
        });
        Ok(read.await?.pop())
    }

    async fn has_package(&self, digest: Digest) -> Result<bool, Error> {
        let reader = Caller::service(crate::NAME, "");
        let read = self.0.read(&reader, async |connection| {
            rule_packages::has(connection, digest.as_bytes()).await
        });
        read.await
    }

    async fn appropriated(&self, _: Appropriation, _: bool) -> Result<Option<Fen>, Error> {
        Ok(None)
    }

    fn keep_package<'a>(
        write: &'a mut Write,
        digest: &'a [u8],
        bytes: &'a [u8],
    ) -> BoxFuture<'a, Result<(), Error>> {
        Box::pin(rule_packages::keep(write, digest, bytes))
    }

    fn keep_entry<'a>(
        write: &'a mut Write,
        entry: &'a Entry,
    ) -> BoxFuture<'a, Result<bool, Error>> {
        Box::pin(rule_entries::adopt(write, entry))
    }

    fn keep_stop<'a>(write: &'a mut Write, stop: &'a Stop) -> BoxFuture<'a, Result<bool, Error>> {
        Box::pin(rule_stops::adopt(write, stop))
    }

    fn keep_revocation<'a>(
        write: &'a mut Write,
        key: &'a RevokedKey,
    ) -> BoxFuture<'a, Result<bool, Error>> {
        Box::pin(rule_revoked_keys::adopt(write, key))
    }

    fn answered_anew<'a>(
        write: &'a mut Write,
        tenant: &'a str,
        hook: &'a str,
    ) -> BoxFuture<'a, Result<(), Error>> {
        Box::pin(rule_entries::answered_anew(write, tenant, hook))
    }

    fn advance_epoch(write: &mut Write) -> BoxFuture<'_, Result<(), Error>> {
        Box::pin(rule_entries::advance_epoch(write))
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
