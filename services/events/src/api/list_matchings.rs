//! Matching runs the caller may read, newest first.
use kezhuan_auth::Caller;
use kezhuan_cases::listing::SortedPlace;
use kezhuan_protocol::events::v1::{ListMatchingsRequest, ListMatchingsResponse};
use kezhuan_rpc::filter::{self, Term};
use kezhuan_rpc::page;

use super::names::EVENTS;
use super::{EventsApi, convert};
use crate::domain::matching::State;
use crate::error::{DOMAIN, Error};
use crate::store::matchings::{self, Filter};

const TERMS: &str = "state=\"…\", event=\"events/…\", tenant=\"…\"";

pub async fn handle(
    api: EventsApi,
    caller: Caller,
    input: ListMatchingsRequest,
) -> Result<ListMatchingsResponse, Error> {
    let size = page::size(input.page_size)?;
    let after: Option<SortedPlace> = page::start(&input.page_token)?;
    let filter: Filter = filter::read(DOMAIN, &input.filter, TERMS, take)?;
    let read = api.database.read(&caller, async |connection| {
        matchings::list(connection, &filter, after.as_ref(), size).await
    });
    let mut rows = read.await?;
    let next_page_token = page::cut(&mut rows, size, |row| SortedPlace {
        create_time: row.create_time,
        day: None,
        id: row.body.id,
    });
    let matchings = rows
        .iter()
        .map(|row| convert::matching::message(row, &caller));
    Ok(ListMatchingsResponse {
        matchings: matchings.collect(),
        next_page_token,
    })
}

fn take(filter: &mut Filter, term: Term<'_>) -> Option<()> {
    let value = term.value;
    match (term.name, term.operator) {
        ("state", "=") => filter.state = Some(State::parse(&value)?.as_str().to_owned()),
        ("event", "=") => filter.event = Some(EVENTS.parse(&value).ok()?),
        ("tenant", "=") => filter.tenant = Some(value),
        _ => return None,
    }
    Some(())
}
