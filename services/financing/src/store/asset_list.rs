//! Lists of rights.
use chrono::NaiveDate;
use kezhuan_rpc::page;
use sqlx::PgConnection;

use super::assets::fee_due_on;
use super::listing::{Listing, SortedPlace};
use super::stored::Stored;
use crate::domain::asset::IpAsset;
use crate::error::Error;

/// What a list is narrowed to; everything given must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    pub owner: Option<String>,
    pub kind: Option<String>,
    pub number: Option<String>,
    pub legal: Option<String>,
    pub encumbrance: Option<String>,
    pub fee_due_to: Option<NaiveDate>,
    pub expires_to: Option<NaiveDate>,
    pub preserved: Option<bool>,
}

pub type Order = page::Order<SortKey>;

#[derive(Debug, Clone, Copy)]
pub enum SortKey {
    CreateTime,
    FeeDueOn,
    ExpiresOn,
}

impl SortKey {
    const fn column(self) -> Option<&'static str> {
        match self {
            SortKey::CreateTime => None,
            SortKey::FeeDueOn => Some("fee_due_on"),
            SortKey::ExpiresOn => Some("expires_on"),
        }
    }

    /// Where a page that ends with this right goes on.
    pub fn place(self, last: &Stored<IpAsset>) -> SortedPlace {
        let day = match self {
            SortKey::CreateTime => None,
            SortKey::FeeDueOn => fee_due_on(&last.body),
            SortKey::ExpiresOn => last.body.expires_on,
        };
        SortedPlace {
            create_time: last.create_time,
            day,
            id: last.body.id,
        }
    }
}

/// One page of the rights the caller may read, and one row more.
pub async fn list(
    connection: &mut PgConnection,
    filter: &Filter,
    order: Order,
    after: Option<&SortedPlace>,
    size: i64,
) -> Result<Vec<Stored<IpAsset>>, Error> {
    let mut list = Listing::of("ip_asset");
    list.equal("owner", &filter.owner);
    list.equal("kind", &filter.kind);
    list.equal("number", &filter.number);
    list.equal("legal", &filter.legal);
    list.equal("encumbrance", &filter.encumbrance);
    list.to("fee_due_on", filter.fee_due_to);
    list.to("expires_on", filter.expires_to);
    list.holds("preserved", filter.preserved);
    let sorted = (order.key.column(), order.descending);
    Ok(list.page(connection, sorted, after, size).await?)
}
