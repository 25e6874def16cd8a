//! Lists of tenancies.
use chrono::NaiveDate;
use kezhuan_rpc::page;
use sqlx::PgConnection;
use uuid::Uuid;

use super::listing::{Listing, SortedPlace};
use super::stored::Stored;
use crate::domain::tenancy::Tenancy;
use crate::error::Error;

/// What a list is narrowed to; everything given must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    pub carrier: Option<Uuid>,
    pub state: Option<String>,
    /// Code.
    pub chain: Option<String>,
    pub uscc: Option<String>,
    pub tenant: Option<String>,
    pub operator: Option<String>,
    pub organisation: Option<String>,
    pub entry_from: Option<NaiveDate>,
    pub entry_to: Option<NaiveDate>,
    pub until_to: Option<NaiveDate>,
    /// The rule failed on it.
    pub failed: Option<bool>,
}

pub type Order = page::Order<SortKey>;

#[derive(Debug, Clone, Copy)]
pub enum SortKey {
    CreateTime,
    EntryOn,
    Until,
    LatestExit,
}

impl SortKey {
    const fn column(self) -> Option<&'static str> {
        match self {
            SortKey::CreateTime => None,
            SortKey::EntryOn => Some("entry_on"),
            SortKey::Until => Some("until_on"),
            SortKey::LatestExit => Some("latest_exit"),
        }
    }

    /// Where a page that ends with this tenancy goes on.
    pub fn place(self, last: &Stored<Tenancy>) -> SortedPlace {
        let day = match self {
            SortKey::CreateTime => None,
            SortKey::EntryOn => Some(last.body.entry_on),
            SortKey::Until => last.body.until,
            SortKey::LatestExit => last.body.latest_exit,
        };
        SortedPlace {
            create_time: last.create_time,
            day,
            id: last.body.id,
        }
    }
}

/// One page of the tenancies the caller may read, and one row more.
pub async fn list(
    connection: &mut PgConnection,
    filter: &Filter,
    order: Order,
    after: Option<&SortedPlace>,
    size: i64,
) -> Result<Vec<Stored<Tenancy>>, Error> {
    let mut list = Listing::of("tenancy");
    list.is("carrier_id", filter.carrier);
    list.equal("state", &filter.state);
    list.equal("chain", &filter.chain);
    list.equal("uscc", &filter.uscc);
    list.equal("tenant", &filter.tenant);
    list.equal("operator", &filter.operator);
    list.equal("organisation", &filter.organisation);
    list.from("entry_on", filter.entry_from);
    list.to("entry_on", filter.entry_to);
    list.to("until_on", filter.until_to);
    list.holds("failed", filter.failed);
    let sorted = (order.key.column(), order.descending);
    Ok(list.page(connection, sorted, after, size).await?)
}
