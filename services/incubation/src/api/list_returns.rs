//! The yearly returns the caller may read, newest first unless order_by says otherwise.
use kezhuan_auth::Caller;
use kezhuan_protocol::incubation::v1::{ListReturnsRequest, ListReturnsResponse};
use kezhuan_rpc::filter::{self, Term};
use kezhuan_rpc::page;

use super::names::CARRIERS;
use super::{IncubationApi, convert};
use crate::domain::torch_return::State;
use crate::error::{DOMAIN, Error};
use crate::store::listing::SortedPlace;
use crate::store::torch_return_list::{self, Filter, Order, SortKey};

const TERMS: &str = "state=\"…\", year=…, tenant=\"…\", operator=\"…\", carrier=\"carriers/{uuid}\", \
                     due_on<=\"YYYY-MM-DD\", overdue=true";
const ORDERS: [(&str, SortKey); 2] = [
    ("create_time", SortKey::CreateTime),
    ("due_on", SortKey::DueOn),
];
const NEWEST_FIRST: Order = Order {
    key: SortKey::CreateTime,
    descending: true,
};

pub async fn handle(
    api: IncubationApi,
    caller: Caller,
    input: ListReturnsRequest,
) -> Result<ListReturnsResponse, Error> {
    let size = page::size(input.page_size)?;
    let after: Option<SortedPlace> = page::start(&input.page_token)?;
    let filter: Filter = filter::read(DOMAIN, &input.filter, TERMS, take)?;
    let order = page::order(DOMAIN, &input.order_by, &ORDERS, NEWEST_FIRST)?;
    let read = api.database.read(&caller, async |connection| {
        torch_return_list::list(connection, &filter, order, after.as_ref(), size).await
    });
    let mut rows = read.await?;
    let next_page_token = page::cut(&mut rows, size, |row| order.key.place(row));
    let today = api.clock.today();
    let torch_returns = rows
        .iter()
        .map(|row| convert::torch_return::listed(row, today, &caller));
    Ok(ListReturnsResponse {
        torch_returns: torch_returns.collect(),
        next_page_token,
    })
}

fn take(filter: &mut Filter, term: Term<'_>) -> Option<()> {
    let value = term.value;
    match (term.name, term.operator) {
        ("state", "=") => filter.state = Some(State::parse(&value)?.as_str().to_owned()),
        ("year", "=") => filter.year = Some(value.parse().ok()?),
        ("tenant", "=") => filter.tenant = Some(value),
        ("operator", "=") => filter.operator = Some(value),
        ("carrier", "=") => filter.carrier = Some(CARRIERS.parse(&value).ok()?),
        ("due_on", "<=") => filter.due_to = Some(value.parse().ok()?),
        ("overdue", "=") => filter.overdue = Some(value.parse().ok()?),
        _ => return None,
    }
    Some(())
}
