//! Lists of negotiations.
use kezhuan_cases::listing::{Listing, SortedPlace};
use kezhuan_rpc::page;
use sqlx::PgConnection;
use uuid::Uuid;

use super::stored::Stored;
use crate::domain::negotiation::Negotiation;
use crate::error::Error;

/// What a list is narrowed to; everything given must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    pub state: Option<String>,
    pub event: Option<Uuid>,
    pub provider: Option<String>,
    pub seeker: Option<String>,
    pub tenant: Option<String>,
    /// Whether a contract of it counts.
    pub counts: Option<bool>,
}

/// Lists are sorted by when negotiations were proposed.
#[derive(Debug, Clone, Copy)]
pub struct Told;

/// One page of the negotiations the caller may read, and one row more.
pub async fn list(
    connection: &mut PgConnection,
    filter: &Filter,
    order: page::Order<Told>,
    after: Option<&SortedPlace>,
    size: i64,
) -> Result<Vec<Stored<Negotiation>>, Error> {
    let mut list = Listing::of("negotiation");
    list.equal("state", &filter.state);
    list.is("event_id", filter.event);
    list.equal("provider", &filter.provider);
    list.equal("seeker", &filter.seeker);
    list.equal("tenant", &filter.tenant);
    list.holds("coalesce(counts, false)", filter.counts);
    Ok(list
        .page(connection, (None, order.descending), after, size)
        .await?)
}
