//! The tenancies the caller may read, newest first unless order_by says otherwise.
use kezhuan_auth::Caller;
use kezhuan_protocol::incubation::v1::{ListTenanciesRequest, ListTenanciesResponse};
use kezhuan_rpc::filter::{self, Term};
use kezhuan_rpc::page;

use super::chain_named::PREFIX;
use super::names::CARRIERS;
use super::{IncubationApi, convert};
use crate::domain::tenancy::State;
use crate::error::{DOMAIN, Error};
use crate::store::listing::SortedPlace;
use crate::store::tenancies::{self, Filter, Order, SortKey};

const TERMS: &str = "carrier=\"carriers/{uuid}\", state=\"…\", chain=\"chains/{code}\", uscc=\"…\", tenant=\"…\", \
                     operator=\"…\", organisation=\"…\", entry_on>=\"YYYY-MM-DD\", entry_on<=\"YYYY-MM-DD\", \
                     until<=\"YYYY-MM-DD\", failed=true";
const ORDERS: [(&str, SortKey); 4] = [
    ("create_time", SortKey::CreateTime),
    ("entry_on", SortKey::EntryOn),
    ("until", SortKey::Until),
    ("latest_exit", SortKey::LatestExit),
];
const NEWEST_FIRST: Order = Order {
    key: SortKey::CreateTime,
    descending: true,
};

pub async fn handle(
    api: IncubationApi,
    caller: Caller,
    input: ListTenanciesRequest,
) -> Result<ListTenanciesResponse, Error> {
    let size = page::size(input.page_size)?;
    let after: Option<SortedPlace> = page::start(&input.page_token)?;
    let filter: Filter = filter::read(DOMAIN, &input.filter, TERMS, take)?;
    let order = page::order(DOMAIN, &input.order_by, &ORDERS, NEWEST_FIRST)?;
    let read = api.database.read(&caller, async |connection| {
        tenancies::list(connection, &filter, order, after.as_ref(), size).await
    });
    let mut rows = read.await?;
    let next_page_token = page::cut(&mut rows, size, |row| order.key.place(row));
    let tenancies = rows
        .iter()
        .map(|row| convert::tenancy::message(row, &caller));
    Ok(ListTenanciesResponse {
        tenancies: tenancies.collect(),
        next_page_token,
    })
}

fn take(filter: &mut Filter, term: Term<'_>) -> Option<()> {
    let value = term.value;
    match (term.name, term.operator) {
        ("carrier", "=") => filter.carrier = Some(CARRIERS.parse(&value).ok()?),
        ("state", "=") => filter.state = Some(State::parse(&value)?.as_str().to_owned()),
        ("chain", "=") => filter.chain = Some(value.strip_prefix(PREFIX)?.to_owned()),
        ("uscc", "=") => filter.uscc = Some(value),
        ("tenant", "=") => filter.tenant = Some(value),
        ("operator", "=") => filter.operator = Some(value),
        ("organisation", "=") => filter.organisation = Some(value),
        ("entry_on", ">=") => filter.entry_from = Some(value.parse().ok()?),
        ("entry_on", "<=") => filter.entry_to = Some(value.parse().ok()?),
        ("until", "<=") => filter.until_to = Some(value.parse().ok()?),
        ("failed", "=") => filter.failed = Some(value.parse().ok()?),
        _ => return None,
    }
    Some(())
}
