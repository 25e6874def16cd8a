//! What a service has to bring: its tables, its errors, and its own word on money.
use std::future::Future;

use futures::future::BoxFuture;
use kezhuan_database::Write;
use kezhuan_law::Fen;
use kezhuan_protocol::rules::v1::Appropriation;
use kezhuan_rpc::Problem;
use kezhuan_rule_host::Digest;
use kezhuan_rulebook::Shelf;
use tonic::Status;

use crate::{Entry, RevokedKey, Stop};

/// The tables a service keeps its rulebook in. What comes twice, or after something newer, changes nothing.
pub trait Keeping: Shelf<Error: ServiceError> {
    /// Under whose name the service's reasons are unique, such as `contracts.kezhuan`.
    const DOMAIN: &'static str;

    /// The bytes of a package, if it is here.
    fn package(
        &self,
        digest: Digest,
    ) -> impl Future<Output = Result<Option<Vec<u8>>, Self::Error>> + Send;

    /// Whether a package is here.
    fn has_package(&self, digest: Digest)
    -> impl Future<Output = Result<bool, Self::Error>> + Send;

    /// Takes over what a programme may spend, or only says what is bound of it. Nothing where the family is another
    /// service's.
    fn appropriated(
        &self,
        told: Appropriation,
        validate_only: bool,
    ) -> impl Future<Output = Result<Option<Fen>, Self::Error>> + Send;

    /// Keeps a package.
    fn keep_package<'a>(
        write: &'a mut Write,
        digest: &'a [u8],
        bytes: &'a [u8],
    ) -> BoxFuture<'a, Result<(), Self::Error>>;

    /// Takes an entry over. Answers whether anything changed.
    fn keep_entry<'a>(
        write: &'a mut Write,
        entry: &'a Entry,
    ) -> BoxFuture<'a, Result<bool, Self::Error>>;

    /// Takes a stop or its end over. Answers whether anything changed.
    fn keep_stop<'a>(
        write: &'a mut Write,
        stop: &'a Stop,
    ) -> BoxFuture<'a, Result<bool, Self::Error>>;

    /// Takes a revocation over. Answers whether it was news.
    fn keep_revocation<'a>(
        write: &'a mut Write,
        key: &'a RevokedKey,
    ) -> BoxFuture<'a, Result<bool, Self::Error>>;

    /// A hook is answered otherwise from now on: cases that its rules failed before are asked again.
    fn answered_anew<'a>(
        write: &'a mut Write,
        tenant: &'a str,
        hook: &'a str,
    ) -> BoxFuture<'a, Result<(), Self::Error>>;

    /// Tells every process that the rulebook changed.
    fn advance_epoch(write: &mut Write) -> BoxFuture<'_, Result<(), Self::Error>>;
}

/// The error of a service, as far as this crate makes one or asks it.
pub trait ServiceError:
    std::error::Error
    + From<Problem>
    + From<kezhuan_database::Error>
    + From<anyhow::Error>
    + Into<Status>
    + Send
    + Sync
    + 'static
{
    /// Another service is away or busy: nothing is wrong with what was asked.
    fn away(cause: anyhow::Error) -> Self;

    /// Whether it says nothing about what was asked: trying again later may help.
    fn is_passing(&self) -> bool;
}
