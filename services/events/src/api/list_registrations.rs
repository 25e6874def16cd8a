//! The registrations the caller may read, in the order they came in unless order_by says otherwise.
use kezhuan_auth::Caller;
use kezhuan_cases::listing::SortedPlace;
use kezhuan_protocol::events::v1::{ListRegistrationsRequest, ListRegistrationsResponse};
use kezhuan_rpc::filter::{self, Term};
use kezhuan_rpc::page::{self, Order};

use super::names::EVENTS;
use super::{EventsApi, convert};
use crate::domain::event::PersonRole;
use crate::domain::registration::State;
use crate::error::{DOMAIN, Error};
use crate::store::registrations::{self, Filter};

const TERMS: &str =
    "event=\"events/{uuid}\", state=\"…\", role=\"…\", organisation=\"…\", person=\"…\"";
const ORDERS: [(&str, ()); 1] = [("create_time", ())];
const FIRST_COME: Order<()> = Order {
    key: (),
    descending: false,
};

pub async fn handle(
    api: EventsApi,
    caller: Caller,
    input: ListRegistrationsRequest,
) -> Result<ListRegistrationsResponse, Error> {
    let size = page::size(input.page_size)?;
    let after: Option<SortedPlace> = page::start(&input.page_token)?;
    let filter: Filter = filter::read(DOMAIN, &input.filter, TERMS, take)?;
    let order = page::order(DOMAIN, &input.order_by, &ORDERS, FIRST_COME)?;
    let read = api.database.read(&caller, async |connection| {
        registrations::list(connection, &filter, order.descending, after.as_ref(), size).await
    });
    let mut rows = read.await?;
    let next_page_token = page::cut(&mut rows, size, |row| SortedPlace {
        create_time: row.create_time,
        day: None,
        id: row.body.id,
    });
    let told = |row| convert::registration::message(row, &caller);
    Ok(ListRegistrationsResponse {
        registrations: rows.iter().map(told).collect(),
        next_page_token,
    })
}

fn take(filter: &mut Filter, term: Term<'_>) -> Option<()> {
    let value = term.value;
    match (term.name, term.operator) {
        ("event", "=") => filter.event = Some(EVENTS.parse(&value).ok()?),
        ("state", "=") => filter.state = Some(State::parse(&value)?.as_str().to_owned()),
        ("role", "=") => filter.role = Some(PersonRole::parse(&value)?.as_str().to_owned()),
        ("organisation", "=") => filter.organisation = Some(value),
        ("person", "=") => filter.person = Some(value),
        _ => return None,
    }
    Some(())
}
