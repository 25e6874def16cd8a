//! Lists of applications.
use chrono::NaiveDate;
use kezhuan_rpc::page;
use sqlx::PgConnection;
use uuid::Uuid;

use super::application_rows::sign_until;
use super::listing::{Listing, SortedPlace};
use super::stored::Stored;
use crate::domain::application::Application;
use crate::error::Error;

/// What a list is narrowed to; everything given must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    pub state: Option<String>,
    pub enterprise: Option<String>,
    pub bank: Option<String>,
    pub tenant: Option<String>,
    pub product: Option<String>,
    /// A rule failed on it.
    pub failed: Option<bool>,
    pub asset: Option<Uuid>,
    pub sign_until_to: Option<NaiveDate>,
    pub submitted_from: Option<NaiveDate>,
    pub submitted_to: Option<NaiveDate>,
}

pub type Order = page::Order<SortKey>;

#[derive(Debug, Clone, Copy)]
pub enum SortKey {
    CreateTime,
    SignUntil,
}

impl SortKey {
    const fn column(self) -> Option<&'static str> {
        match self {
            SortKey::CreateTime => None,
            SortKey::SignUntil => Some("sign_until"),
        }
    }

    /// Where a page that ends with this application goes on.
    pub fn place(self, last: &Stored<Application>) -> SortedPlace {
        let day = match self {
            SortKey::CreateTime => None,
            SortKey::SignUntil => sign_until(&last.body),
        };
        SortedPlace {
            create_time: last.create_time,
            day,
            id: last.body.id,
        }
    }
}

/// One page of the applications the caller may read, and one row more.
pub async fn list(
    connection: &mut PgConnection,
    filter: &Filter,
    order: Order,
    after: Option<&SortedPlace>,
    size: i64,
) -> Result<Vec<Stored<Application>>, Error> {
    let mut list = Listing::of("loan_application");
    list.equal("state", &filter.state);
    list.equal("enterprise", &filter.enterprise);
    list.equal("bank", &filter.bank);
    list.equal("tenant", &filter.tenant);
    list.equal("product", &filter.product);
    list.holds("failed", filter.failed);
    let offered = ("application_asset", "application_id = loan_application.id");
    list.beside(offered, "asset_id", filter.asset);
    list.to("sign_until", filter.sign_until_to);
    list.from("submitted_on", filter.submitted_from);
    list.to("submitted_on", filter.submitted_to);
    let sorted = (order.key.column(), order.descending);
    Ok(list.page(connection, sorted, after, size).await?)
}
