//! The applications the caller may read, newest first unless order_by says otherwise.
use kezhuan_auth::Caller;
use kezhuan_protocol::financing::v1::{ListApplicationsRequest, ListApplicationsResponse};
use kezhuan_rpc::filter::{self, Term};
use kezhuan_rpc::page;

use super::names::ASSETS;
use super::{FinancingApi, convert};
use crate::domain::application::State;
use crate::domain::product::ProductKind;
use crate::error::{DOMAIN, Error};
use crate::store::applications::{self, Filter, Order, SortKey};
use crate::store::listing::SortedPlace;

const TERMS: &str = "state=\"…\", enterprise=\"…\", bank=\"…\", product=\"…\", asset=\"assets/{uuid}\", \
                     sign_until<=\"YYYY-MM-DD\", tenant=\"…\", failed=true, submitted_on>=\"YYYY-MM-DD\", \
                     submitted_on<=\"YYYY-MM-DD\"";
const ORDERS: [(&str, SortKey); 2] = [
    ("create_time", SortKey::CreateTime),
    ("sign_until", SortKey::SignUntil),
];
const NEWEST_FIRST: Order = Order {
    key: SortKey::CreateTime,
    descending: true,
};

pub async fn handle(
    api: FinancingApi,
    caller: Caller,
    input: ListApplicationsRequest,
) -> Result<ListApplicationsResponse, Error> {
    let size = page::size(input.page_size)?;
    let after: Option<SortedPlace> = page::start(&input.page_token)?;
    let filter: Filter = filter::read(DOMAIN, &input.filter, TERMS, take)?;
    let order = page::order(DOMAIN, &input.order_by, &ORDERS, NEWEST_FIRST)?;
    let read = api.database.read(&caller, async |connection| {
        applications::list(connection, &filter, order, after.as_ref(), size).await
    });
    let mut rows = read.await?;
    let next_page_token = page::cut(&mut rows, size, |row| order.key.place(row));
    let applications = rows
        .iter()
        .map(|row| convert::application::message(row, &caller));
    Ok(ListApplicationsResponse {
        applications: applications.collect(),
        next_page_token,
    })
}

fn take(filter: &mut Filter, term: Term<'_>) -> Option<()> {
    let value = term.value;
    match (term.name, term.operator) {
        ("state", "=") => filter.state = Some(State::parse(&value)?.as_str().to_owned()),
        ("enterprise", "=") => filter.enterprise = Some(value),
        ("bank", "=") => filter.bank = Some(value),
        ("product", "=") => {
            filter.product = Some(ProductKind::parse(&value)?.as_str().to_owned());
        }
        ("asset", "=") => filter.asset = Some(ASSETS.parse(&value).ok()?),
        ("sign_until", "<=") => filter.sign_until_to = Some(value.parse().ok()?),
        ("tenant", "=") => filter.tenant = Some(value),
        ("failed", "=") => filter.failed = Some(value.parse().ok()?),
        ("submitted_on", ">=") => filter.submitted_from = Some(value.parse().ok()?),
        ("submitted_on", "<=") => filter.submitted_to = Some(value.parse().ok()?),
        _ => return None,
    }
    Some(())
}
