//! Lists of carriers.
use chrono::NaiveDate;
use kezhuan_rpc::page;
use sqlx::PgConnection;

use super::listing::{Listing, SortedPlace};
use super::stored::Stored;
use crate::domain::carrier::Carrier;
use crate::error::Error;

/// What a list is narrowed to; everything given must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    pub state: Option<String>,
    pub kind: Option<String>,
    pub grade: Option<String>,
    pub regime: Option<String>,
    pub tenant: Option<String>,
    pub division: Option<String>,
    pub operator: Option<String>,
    pub remote: Option<bool>,
    pub accredited_from: Option<NaiveDate>,
    pub accredited_to: Option<NaiveDate>,
    pub rectify_to: Option<NaiveDate>,
}

pub type Order = page::Order<SortKey>;

#[derive(Debug, Clone, Copy)]
pub enum SortKey {
    CreateTime,
    AccreditedOn,
    RectifyUntil,
}

impl SortKey {
    const fn column(self) -> Option<&'static str> {
        match self {
            SortKey::CreateTime => None,
            SortKey::AccreditedOn => Some("accredited_on"),
            SortKey::RectifyUntil => Some("rectify_until"),
        }
    }

    /// Where a page that ends with this carrier goes on.
    pub fn place(self, last: &Stored<Carrier>) -> SortedPlace {
        let carrier = &last.body;
        let day = match self {
            SortKey::CreateTime => None,
            SortKey::AccreditedOn => carrier.current().map(|status| status.since),
            SortKey::RectifyUntil => carrier.rectification.as_ref().map(|due| due.until),
        };
        SortedPlace {
            create_time: last.create_time,
            day,
            id: carrier.id,
        }
    }
}

/// One page of the carriers the caller may read, and one row more.
pub async fn list(
    connection: &mut PgConnection,
    filter: &Filter,
    order: Order,
    after: Option<&SortedPlace>,
    size: i64,
) -> Result<Vec<Stored<Carrier>>, Error> {
    let mut list = Listing::of("carrier");
    list.equal("state", &filter.state);
    list.equal("kind", &filter.kind);
    list.equal("grade", &filter.grade);
    list.equal("regime", &filter.regime);
    list.equal("tenant", &filter.tenant);
    list.equal("division", &filter.division);
    list.equal("operator", &filter.operator);
    list.holds("remote", filter.remote);
    list.from("accredited_on", filter.accredited_from);
    list.to("accredited_on", filter.accredited_to);
    list.to("rectify_until", filter.rectify_to);
    let sorted = (order.key.column(), order.descending);
    Ok(list.page(connection, sorted, after, size).await?)
}
