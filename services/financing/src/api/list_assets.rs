//! The rights the caller may read, newest first unless order_by says otherwise.
use kezhuan_auth::Caller;
use kezhuan_protocol::financing::v1::{ListAssetsRequest, ListAssetsResponse};
use kezhuan_rpc::filter::{self, Term};
use kezhuan_rpc::page;

use super::{FinancingApi, convert};
use crate::domain::asset::{AssetKind, Encumbrance, Legal};
use crate::error::{DOMAIN, Error};
use crate::store::assets::{self, Filter, Order, SortKey};

const TERMS: &str = "legal=\"…\", encumbrance=\"…\", kind=\"…\", owner=\"…\", number=\"…\", fee_due_on<=\"…\", \
                     expires_on<=\"…\", preserved=true";
const ORDERS: [(&str, SortKey); 3] = [
    ("create_time", SortKey::CreateTime),
    ("fee_due_on", SortKey::FeeDueOn),
    ("expires_on", SortKey::ExpiresOn),
];
const NEWEST_FIRST: Order = Order {
    key: SortKey::CreateTime,
    descending: true,
};

pub async fn handle(
    api: FinancingApi,
    caller: Caller,
    input: ListAssetsRequest,
) -> Result<ListAssetsResponse, Error> {
    let (size, after) = (
        page::size(input.page_size)?,
        page::start(&input.page_token)?,
    );
    let filter: Filter = filter::read(DOMAIN, &input.filter, TERMS, take)?;
    let order = page::order(DOMAIN, &input.order_by, &ORDERS, NEWEST_FIRST)?;
    let read = api.database.read(&caller, async |connection| {
        assets::list(connection, &filter, order, after.as_ref(), size).await
    });
    let mut rows = read.await?;
    let next_page_token = page::cut(&mut rows, size, |row| order.key.place(row));
    let viewer = api.asset_viewer(&caller);
    let assets = rows.iter();
    Ok(ListAssetsResponse {
        assets: assets
            .map(|row| convert::asset::answer(viewer, row, &[]))
            .collect(),
        next_page_token,
    })
}

fn take(filter: &mut Filter, term: Term<'_>) -> Option<()> {
    let value = term.value;
    match (term.name, term.operator) {
        ("legal", "=") => filter.legal = Some(Legal::parse(&value)?.as_str().to_owned()),
        ("encumbrance", "=") => {
            filter.encumbrance = Some(Encumbrance::parse(&value)?.as_str().to_owned());
        }
        ("kind", "=") => filter.kind = Some(AssetKind::parse(&value)?.as_str().to_owned()),
        ("owner", "=") => filter.owner = Some(value),
        ("number", "=") => filter.number = Some(value),
        ("fee_due_on", "<=") => filter.fee_due_to = Some(value.parse().ok()?),
        ("expires_on", "<=") => filter.expires_to = Some(value.parse().ok()?),
        ("preserved", "=") => filter.preserved = Some(value.parse().ok()?),
        _ => return None,
    }
    Some(())
}
