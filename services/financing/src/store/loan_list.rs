//! Lists of loans.
use chrono::NaiveDate;
use kezhuan_rpc::page;
use sqlx::PgConnection;
use uuid::Uuid;

use super::listing::{Listing, SortedPlace};
use super::stored::Stored;
use crate::domain::loan::Loan;
use crate::error::Error;

/// What a list is narrowed to; everything given must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    pub state: Option<String>,
    pub bank: Option<String>,
    pub borrower: Option<String>,
    pub tenant: Option<String>,
    pub product: Option<String>,
    pub mode: Option<String>,
    pub pledge: Option<Uuid>,
    /// Filed with the pool.
    pub filed: Option<bool>,
    /// Lent by then, in a mode of the pool, and not filed with it: the filing is due so many working days later.
    pub unfiled_since: Option<NaiveDate>,
    /// The first due day whose principal is not paid in full.
    pub due_to: Option<NaiveDate>,
    pub maturity_to: Option<NaiveDate>,
    /// The due day that was missed.
    pub overdue_since_to: Option<NaiveDate>,
}

pub type Order = page::Order<SortKey>;

#[derive(Debug, Clone, Copy)]
pub enum SortKey {
    CreateTime,
    Maturity,
    DueOn,
    /// The longest overdue first.
    OverdueSince,
}

impl SortKey {
    const fn column(self) -> Option<&'static str> {
        match self {
            SortKey::CreateTime => None,
            SortKey::Maturity => Some("maturity"),
            SortKey::DueOn => Some("unpaid_on"),
            SortKey::OverdueSince => Some("overdue_since"),
        }
    }

    /// Where a page that ends with this loan goes on.
    pub fn place(self, last: &Stored<Loan>) -> SortedPlace {
        let day = match self {
            SortKey::CreateTime => None,
            SortKey::Maturity => Some(last.body.maturity),
            SortKey::DueOn => last.body.unpaid_on(),
            SortKey::OverdueSince => last.body.overdue_since,
        };
        SortedPlace {
            create_time: last.create_time,
            day,
            id: last.body.id,
        }
    }
}

/// One page of the loans the caller may read, and one row more.
pub async fn list(
    connection: &mut PgConnection,
    filter: &Filter,
    order: Order,
    after: Option<&SortedPlace>,
    size: i64,
) -> Result<Vec<Stored<Loan>>, Error> {
    let mut list = Listing::of("loan");
    list.equal("state", &filter.state);
    list.equal("bank", &filter.bank);
    list.equal("borrower", &filter.borrower);
    list.equal("tenant", &filter.tenant);
    list.equal("product", &filter.product);
    list.equal("mode", &filter.mode);
    list.is("pledge_id", filter.pledge);
    list.holds("pool_filed_on IS NOT NULL", filter.filed);
    if filter.unfiled_since.is_some() {
        list.to("disbursed_on", filter.unfiled_since);
        list.holds("mode IS NOT NULL AND pool_filed_on IS NULL", Some(true));
    }
    list.to("unpaid_on", filter.due_to);
    list.to("maturity", filter.maturity_to);
    list.to("overdue_since", filter.overdue_since_to);
    let sorted = (order.key.column(), order.descending);
    Ok(list.page(connection, sorted, after, size).await?)
}
