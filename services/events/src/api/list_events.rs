//! The events the caller may read, newest first unless order_by says otherwise.
use kezhuan_auth::Caller;
use kezhuan_cases::listing::SortedPlace;
use kezhuan_protocol::events::v1::{ListEventsRequest, ListEventsResponse};
use kezhuan_rpc::filter::{self, Term};
use kezhuan_rpc::page;

use super::{EventsApi, convert};
use crate::domain::event::{Kind, State};
use crate::error::{DOMAIN, Error};
use crate::store::events::{self, Filter, Order, SortKey};

const TERMS: &str = "state=\"…\", kind=\"…\", tenant=\"…\", organiser=\"…\", starts_on>=\"YYYY-MM-DD\", \
                     starts_on<=\"YYYY-MM-DD\"";
const ORDERS: [(&str, SortKey); 2] = [
    ("create_time", SortKey::CreateTime),
    ("starts_on", SortKey::StartsOn),
];
const NEWEST_FIRST: Order = Order {
    key: SortKey::CreateTime,
    descending: true,
};

pub async fn handle(
    api: EventsApi,
    caller: Caller,
    input: ListEventsRequest,
) -> Result<ListEventsResponse, Error> {
    let size = page::size(input.page_size)?;
    let after: Option<SortedPlace> = page::start(&input.page_token)?;
    let filter: Filter = filter::read(DOMAIN, &input.filter, TERMS, take)?;
    let order = page::order(DOMAIN, &input.order_by, &ORDERS, NEWEST_FIRST)?;
    let read = api.database.read(&caller, async |connection| {
        events::list(connection, &filter, order, after.as_ref(), size).await
    });
    let mut rows = read.await?;
    let next_page_token = page::cut(&mut rows, size, |row| order.key.place(row));
    let terms = &api.parameters.event;
    let told = |row| convert::event_message::message(row, terms, &caller);
    Ok(ListEventsResponse {
        events: rows.iter().map(told).collect(),
        next_page_token,
    })
}

fn take(filter: &mut Filter, term: Term<'_>) -> Option<()> {
    let value = term.value;
    match (term.name, term.operator) {
        ("state", "=") => filter.state = Some(State::parse(&value)?.as_str().to_owned()),
        ("kind", "=") => filter.kind = Some(Kind::parse(&value)?.as_str().to_owned()),
        ("tenant", "=") => filter.tenant = Some(value),
        ("organiser", "=") => filter.organiser = Some(value),
        ("starts_on", ">=") => filter.starts_from = Some(value.parse().ok()?),
        ("starts_on", "<=") => filter.starts_to = Some(value.parse().ok()?),
        _ => return None,
    }
    Some(())
}
