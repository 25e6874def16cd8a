//! Lists of yearly returns.
use chrono::NaiveDate;
use kezhuan_rpc::page;
use sqlx::PgConnection;
use uuid::Uuid;

use super::listing::{Listing, SortedPlace};
use super::stored::Stored;
use crate::domain::torch_return::TorchReturn;
use crate::error::Error;

/// What a list is narrowed to; everything given must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    pub state: Option<String>,
    pub year: Option<i32>,
    pub tenant: Option<String>,
    pub operator: Option<String>,
    pub carrier: Option<Uuid>,
    pub due_to: Option<NaiveDate>,
    /// Marked by the timer, and still with the operator.
    pub overdue: Option<bool>,
}

pub type Order = page::Order<SortKey>;

#[derive(Debug, Clone, Copy)]
pub enum SortKey {
    CreateTime,
    DueOn,
}

impl SortKey {
    const fn column(self) -> Option<&'static str> {
        match self {
            SortKey::CreateTime => None,
            SortKey::DueOn => Some("due_on"),
        }
    }

    /// Where a page that ends with this return goes on.
    pub fn place(self, last: &Stored<TorchReturn>) -> SortedPlace {
        let day = match self {
            SortKey::CreateTime => None,
            SortKey::DueOn => Some(last.body.due_on),
        };
        SortedPlace {
            create_time: last.create_time,
            day,
            id: last.body.id,
        }
    }
}

/// One page of the returns the caller may read, and one row more.
pub async fn list(
    connection: &mut PgConnection,
    filter: &Filter,
    order: Order,
    after: Option<&SortedPlace>,
    size: i64,
) -> Result<Vec<Stored<TorchReturn>>, Error> {
    let mut list = Listing::of("torch_return");
    list.equal("state", &filter.state);
    list.equal("year::text", &filter.year.map(|year| year.to_string()));
    list.equal("tenant", &filter.tenant);
    list.equal("operator", &filter.operator);
    list.is("carrier_id", filter.carrier);
    list.to("due_on", filter.due_to);
    list.holds("overdue_since IS NOT NULL", filter.overdue);
    let sorted = (order.key.column(), order.descending);
    Ok(list.page(connection, sorted, after, size).await?)
}
