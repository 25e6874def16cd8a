//! Lists of leases.
use chrono::NaiveDate;
use kezhuan_rpc::page;
use sqlx::PgConnection;
use uuid::Uuid;

use super::listing::{Listing, SortedPlace};
use super::stored::Stored;
use crate::domain::lease::Lease;
use crate::error::Error;

/// What a list is narrowed to; everything given must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    pub carrier: Option<Uuid>,
    pub unit: Option<Uuid>,
    pub tenancy: Option<Uuid>,
    pub state: Option<String>,
    pub lessee: Option<String>,
    pub tenant: Option<String>,
    pub ends_to: Option<NaiveDate>,
}

pub type Order = page::Order<SortKey>;

#[derive(Debug, Clone, Copy)]
pub enum SortKey {
    CreateTime,
    StartsOn,
    EndsOn,
}

impl SortKey {
    const fn column(self) -> Option<&'static str> {
        match self {
            SortKey::CreateTime => None,
            SortKey::StartsOn => Some("starts_on"),
            SortKey::EndsOn => Some("ends_on"),
        }
    }

    /// Where a page that ends with this lease goes on.
    pub fn place(self, last: &Stored<Lease>) -> SortedPlace {
        let day = match self {
            SortKey::CreateTime => None,
            SortKey::StartsOn => Some(last.body.starts_on),
            SortKey::EndsOn => Some(last.body.ends_on),
        };
        SortedPlace {
            create_time: last.create_time,
            day,
            id: last.body.id,
        }
    }
}

/// One page of the leases the caller may read, and one row more.
pub async fn list(
    connection: &mut PgConnection,
    filter: &Filter,
    order: Order,
    after: Option<&SortedPlace>,
    size: i64,
) -> Result<Vec<Stored<Lease>>, Error> {
    let mut list = Listing::of("lease");
    list.is("carrier_id", filter.carrier);
    list.is("unit_id", filter.unit);
    list.is("tenancy_id", filter.tenancy);
    list.equal("state", &filter.state);
    list.equal("lessee", &filter.lessee);
    list.equal("tenant", &filter.tenant);
    list.to("ends_on", filter.ends_to);
    let sorted = (order.key.column(), order.descending);
    Ok(list.page(connection, sorted, after, size).await?)
}
