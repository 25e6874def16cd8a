//! The bases the caller may read, newest first unless order_by says otherwise.
use kezhuan_auth::Caller;
use kezhuan_cases::listing::SortedPlace;
use kezhuan_protocol::agriculture::v1::{ListBasesRequest, ListBasesResponse};
use kezhuan_rpc::filter::{self, Term};
use kezhuan_rpc::page;

use super::names::CALLS;
use super::{AgricultureApi, convert};
use crate::domain::call::Level;
use crate::domain::transformation_base::{Carrier, State};
use crate::error::{DOMAIN, Error};
use crate::store::bases::{self, Filter, Order, SortKey};

const TERMS: &str = "state=\"…\", level=\"…\", tenant=\"…\", organisation=\"…\", field=\"…\", carrier=\"…\", \
                     call=\"calls/{uuid}\", failed=true, valid_until<=\"YYYY-MM-DD\", assess_due_on<=\"YYYY-MM-DD\"";
const ORDERS: [(&str, SortKey); 3] = [
    ("create_time", SortKey::CreateTime),
    ("valid_until", SortKey::ValidUntil),
    ("assess_due_on", SortKey::AssessDueOn),
];
const NEWEST_FIRST: Order = Order {
    key: SortKey::CreateTime,
    descending: true,
};

pub async fn handle(
    api: AgricultureApi,
    caller: Caller,
    input: ListBasesRequest,
) -> Result<ListBasesResponse, Error> {
    let size = page::size(input.page_size)?;
    let after: Option<SortedPlace> = page::start(&input.page_token)?;
    let filter: Filter = filter::read(DOMAIN, &input.filter, TERMS, take)?;
    let order = page::order(DOMAIN, &input.order_by, &ORDERS, NEWEST_FIRST)?;
    let read = api.database.read(&caller, async |connection| {
        bases::list(connection, &filter, order, after.as_ref(), size).await
    });
    let mut rows = read.await?;
    let next_page_token = page::cut(&mut rows, size, |row| order.key.place(row));
    let told = |row| convert::transformation_base::message(row, &caller);
    Ok(ListBasesResponse {
        bases: rows.iter().map(told).collect(),
        next_page_token,
    })
}

fn take(filter: &mut Filter, term: Term<'_>) -> Option<()> {
    let value = term.value;
    match (term.name, term.operator) {
        ("state", "=") => filter.state = Some(State::parse(&value)?.as_str().to_owned()),
        ("level", "=") => filter.level = Some(Level::parse(&value)?.as_str().to_owned()),
        ("tenant", "=") => filter.tenant = Some(value),
        ("organisation", "=") => filter.organisation = Some(value),
        ("field", "=") => filter.field = Some(value),
        ("carrier", "=") => filter.carrier = Some(Carrier::parse(&value)?.as_str().to_owned()),
        ("call", "=") => filter.call = Some(CALLS.parse(&value).ok()?),
        ("failed", "=") => filter.failed = Some(value.parse().ok()?),
        ("valid_until", "<=") => filter.valid_until_to = Some(value.parse().ok()?),
        ("assess_due_on", "<=") => filter.assess_due_to = Some(value.parse().ok()?),
        _ => return None,
    }
    Some(())
}
