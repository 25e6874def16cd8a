//! Negotiations the caller may read, newest first unless order_by says otherwise.
use kezhuan_auth::Caller;
use kezhuan_cases::listing::SortedPlace;
use kezhuan_protocol::events::v1::{ListNegotiationsRequest, ListNegotiationsResponse};
use kezhuan_rpc::filter::{self, Term};
use kezhuan_rpc::page;

use super::names::EVENTS;
use super::{EventsApi, convert};
use crate::domain::negotiation::State;
use crate::error::{DOMAIN, Error};
use crate::store::negotiations::{self, Filter, Told};

const TERMS: &str = "state=\"…\", event=\"events/…\", provider=\"…\", seeker=\"…\", tenant=\"…\", \
                     counts=\"true|false\"";
const ORDERS: [(&str, Told); 1] = [("create_time", Told)];
const NEWEST_FIRST: page::Order<Told> = page::Order {
    key: Told,
    descending: true,
};

pub async fn handle(
    api: EventsApi,
    caller: Caller,
    input: ListNegotiationsRequest,
) -> Result<ListNegotiationsResponse, Error> {
    let size = page::size(input.page_size)?;
    let after: Option<SortedPlace> = page::start(&input.page_token)?;
    let filter: Filter = filter::read(DOMAIN, &input.filter, TERMS, take)?;
    let order = page::order(DOMAIN, &input.order_by, &ORDERS, NEWEST_FIRST)?;
    let read = api.database.read(&caller, async |connection| {
        negotiations::list(connection, &filter, order, after.as_ref(), size).await
    });
    let mut rows = read.await?;
    let next_page_token = page::cut(&mut rows, size, |last| SortedPlace {
        create_time: last.create_time,
        day: None,
        id: last.body.id,
    });
    let terms = &api.parameters.negotiation;
    let shown = rows
        .iter()
        .map(|row| convert::negotiation::message(row, terms));
    Ok(ListNegotiationsResponse {
        negotiations: shown.collect(),
        next_page_token,
    })
}

fn take(filter: &mut Filter, term: Term<'_>) -> Option<()> {
    let value = term.value;
    match (term.name, term.operator) {
        ("state", "=") => filter.state = Some(State::parse(&value)?.as_str().to_owned()),
        ("event", "=") => filter.event = Some(EVENTS.parse(&value).ok()?),
        ("provider", "=") => filter.provider = Some(value),
        ("seeker", "=") => filter.seeker = Some(value),
        ("tenant", "=") => filter.tenant = Some(value),
        ("counts", "=") => filter.counts = Some(value.parse().ok()?),
        _ => return None,
    }
    Some(())
}
