//! What a service has to bring: whose tables these are, its errors, and its own word on money.
use std::future::Future;

use futures::future::BoxFuture;
use kezhuan_database::Write;
use kezhuan_law::Fen;
use kezhuan_protocol::rules::v1::Appropriation;
use kezhuan_rpc::Problem;
use kezhuan_rulebook::Shelf;
use tonic::Status;

use crate::Entry;
use crate::store::rule_entries;

/// A service that takes rules over into its own tables. What comes twice, or after something newer, changes nothing.
pub trait Keeping: Shelf<Error: ServiceError> {
    /// Under whose name the service's reasons are unique, such as `contracts.kezhuan`.
    const DOMAIN: &'static str;

    /// Takes over what a programme may spend, or only says what is bound of it. Nothing where the family is another
    /// service's.
    fn appropriated(
        &self,
        told: Appropriation,
        validate_only: bool,
    ) -> impl Future<Output = Result<Option<Fen>, Self::Error>> + Send;

    /// Takes an entry over. Answers whether anything changed. Another one only where a service keeps more of an entry.
    fn keep_entry<'a>(
        write: &'a mut Write,
        entry: &'a Entry,
    ) -> BoxFuture<'a, Result<bool, Self::Error>> {
        Box::pin(async move { Ok::<_, Self::Error>(rule_entries::adopt(write, entry).await?) })
    }
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
