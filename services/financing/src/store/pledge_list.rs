//! Lists of pledges.
use chrono::NaiveDate;
use kezhuan_rpc::page;
use sqlx::PgConnection;
use uuid::Uuid;

use super::listing::{Listing, SortedPlace};
use super::stored::Stored;
use crate::domain::pledge::Pledge;
use crate::error::Error;

/// What a list is narrowed to; everything given must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    pub state: Option<String>,
    pub bank: Option<String>,
    pub borrower: Option<String>,
    pub pledgor: Option<String>,
    pub loan: Option<Uuid>,
    pub asset: Option<Uuid>,
    pub answer_due_to: Option<NaiveDate>,
    /// The debt was settled by then: the release follows so many working days later.
    pub settled_to: Option<NaiveDate>,
    pub debt_end_to: Option<NaiveDate>,
}

pub type Order = page::Order<SortKey>;

#[derive(Debug, Clone, Copy)]
pub enum SortKey {
    CreateTime,
    AnswerDueOn,
    /// The order of the days by which releases are to be asked for.
    SettledOn,
}

impl SortKey {
    const fn column(self) -> Option<&'static str> {
        match self {
            SortKey::CreateTime => None,
            SortKey::AnswerDueOn => Some("answer_due_on"),
            SortKey::SettledOn => Some("settled_on"),
        }
    }

    /// Where a page that ends with this pledge goes on; `settled_on` as it is kept of it.
    pub fn place(self, last: &Stored<Pledge>, settled_on: Option<NaiveDate>) -> SortedPlace {
        let day = match self {
            SortKey::CreateTime => None,
            SortKey::AnswerDueOn => last.body.answer_due_on,
            SortKey::SettledOn => settled_on,
        };
        SortedPlace {
            create_time: last.create_time,
            day,
            id: last.body.id,
        }
    }
}

/// One page of the pledges the caller may read, and one row more.
pub async fn list(
    connection: &mut PgConnection,
    filter: &Filter,
    order: Order,
    after: Option<&SortedPlace>,
    size: i64,
) -> Result<Vec<Stored<Pledge>>, Error> {
    let mut list = Listing::of("pledge");
    list.equal("state", &filter.state);
    list.equal("bank", &filter.bank);
    list.equal("borrower", &filter.borrower);
    list.equal("pledgor", &filter.pledgor);
    list.is("loan_id", filter.loan);
    let covered = ("pledge_asset", "pledge_id = pledge.id");
    list.beside(covered, "asset_id", filter.asset);
    list.to("answer_due_on", filter.answer_due_to);
    list.to("settled_on", filter.settled_to);
    list.to("debt_end", filter.debt_end_to);
    let sorted = (order.key.column(), order.descending);
    Ok(list.page(connection, sorted, after, size).await?)
}
