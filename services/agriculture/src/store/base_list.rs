//! Lists of bases.
use chrono::NaiveDate;
use kezhuan_cases::Listing;
use kezhuan_cases::listing::SortedPlace;
use kezhuan_rpc::page;
use sqlx::PgConnection;
use uuid::Uuid;

use super::stored::Stored;
use crate::domain::transformation_base::Base;
use crate::error::Error;

/// What a list is narrowed to; everything given must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    pub state: Option<String>,
    pub level: Option<String>,
    pub tenant: Option<String>,
    pub organisation: Option<String>,
    pub field: Option<String>,
    pub carrier: Option<String>,
    pub call: Option<Uuid>,
    /// A rule failed on it.
    pub failed: Option<bool>,
    pub valid_until_to: Option<NaiveDate>,
    pub assess_due_to: Option<NaiveDate>,
}

pub type Order = page::Order<SortKey>;

#[derive(Debug, Clone, Copy)]
pub enum SortKey {
    CreateTime,
    ValidUntil,
    AssessDueOn,
}

impl SortKey {
    const fn column(self) -> Option<&'static str> {
        match self {
            SortKey::CreateTime => None,
            SortKey::ValidUntil => Some("valid_until"),
            SortKey::AssessDueOn => Some("assess_due_on"),
        }
    }

    /// Where a page that ends with this base goes on.
    pub fn place(self, last: &Stored<Base>) -> SortedPlace {
        let day = match self {
            SortKey::CreateTime => None,
            SortKey::ValidUntil => last.body.valid_until(),
            SortKey::AssessDueOn => last.body.assess_due_on,
        };
        SortedPlace {
            create_time: last.create_time,
            day,
            id: last.body.id,
        }
    }
}

/// One page of the bases the caller may read, and one row more.
pub async fn list(
    connection: &mut PgConnection,
    filter: &Filter,
    order: Order,
    after: Option<&SortedPlace>,
    size: i64,
) -> Result<Vec<Stored<Base>>, Error> {
    let mut list = Listing::of("base");
    list.equal("state", &filter.state);
    list.equal("level", &filter.level);
    list.equal("tenant", &filter.tenant);
    list.equal("organisation", &filter.organisation);
    list.equal("field", &filter.field);
    list.equal("carrier", &filter.carrier);
    list.is("call_id", filter.call);
    list.holds("failed", filter.failed);
    list.to("valid_until", filter.valid_until_to);
    list.to("assess_due_on", filter.assess_due_to);
    let sorted = (order.key.column(), order.descending);
    Ok(list.page(connection, sorted, after, size).await?)
}
