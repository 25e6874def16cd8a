//! Rounds of the award, newest first.
use kezhuan_auth::Caller;
use kezhuan_cases::listing::SortedPlace;
use kezhuan_protocol::events::v1::{ListAwardRoundsRequest, ListAwardRoundsResponse};
use kezhuan_rpc::filter::{self, Term};
use kezhuan_rpc::page;

use super::{EventsApi, convert};
use crate::domain::award_round::State;
use crate::error::{DOMAIN, Error};
use crate::store::award_rounds::{self, Filter};

const TERMS: &str = "state=\"…\", code=\"…\"";

pub async fn handle(
    api: EventsApi,
    caller: Caller,
    input: ListAwardRoundsRequest,
) -> Result<ListAwardRoundsResponse, Error> {
    let size = page::size(input.page_size)?;
    let after: Option<SortedPlace> = page::start(&input.page_token)?;
    let filter: Filter = filter::read(DOMAIN, &input.filter, TERMS, take)?;
    let read = api.database.read(&caller, async |connection| {
        award_rounds::list(connection, &filter, after.as_ref(), size).await
    });
    let mut rows = read.await?;
    let next_page_token = page::cut(&mut rows, size, |row| SortedPlace {
        create_time: row.create_time,
        day: None,
        id: row.body.id,
    });
    let rounds = rows
        .iter()
        .map(|row| convert::award_round::message(row, &caller));
    Ok(ListAwardRoundsResponse {
        award_rounds: rounds.collect(),
        next_page_token,
    })
}

fn take(filter: &mut Filter, term: Term<'_>) -> Option<()> {
    let value = term.value;
    match (term.name, term.operator) {
        ("state", "=") => filter.state = Some(State::parse(&value)?.as_str().to_owned()),
        ("code", "=") => filter.code = Some(value),
        _ => return None,
    }
    Some(())
}
