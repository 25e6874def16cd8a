//! Nominations the caller may read, newest first unless order_by says otherwise.
use kezhuan_auth::Caller;
use kezhuan_cases::listing::SortedPlace;
use kezhuan_protocol::events::v1::{ListNominationsRequest, ListNominationsResponse};
use kezhuan_rpc::filter::{self, Term};
use kezhuan_rpc::page;

use super::names::AWARD_ROUNDS;
use super::{EventsApi, convert};
use crate::domain::nomination::State;
use crate::error::{DOMAIN, Error};
use crate::store::nominations::{self, Drafted, Filter};

const TERMS: &str = "state=\"…\", round=\"awardRounds/…\", nominator=\"…\", group=\"…\"";
const ORDERS: [(&str, Drafted); 1] = [("create_time", Drafted)];
const NEWEST_FIRST: page::Order<Drafted> = page::Order {
    key: Drafted,
    descending: true,
};

pub async fn handle(
    api: EventsApi,
    caller: Caller,
    input: ListNominationsRequest,
) -> Result<ListNominationsResponse, Error> {
    let size = page::size(input.page_size)?;
    let after: Option<SortedPlace> = page::start(&input.page_token)?;
    let filter: Filter = filter::read(DOMAIN, &input.filter, TERMS, take)?;
    let order = page::order(DOMAIN, &input.order_by, &ORDERS, NEWEST_FIRST)?;
    let read = api.database.read(&caller, async |connection| {
        let of = (&filter, caller.subject.as_str());
        nominations::list(connection, of, order, after.as_ref(), size).await
    });
    let mut rows = read.await?;
    let next_page_token = page::cut(&mut rows, size, |row| SortedPlace {
        create_time: row.create_time,
        day: None,
        id: row.body.id,
    });
    let shown = rows
        .iter()
        .map(|row| convert::nomination::message(row, &caller));
    Ok(ListNominationsResponse {
        nominations: shown.collect(),
        next_page_token,
    })
}

fn take(filter: &mut Filter, term: Term<'_>) -> Option<()> {
    let value = term.value;
    match (term.name, term.operator) {
        ("state", "=") => filter.state = Some(State::parse(&value)?.as_str().to_owned()),
        ("round", "=") => filter.round = Some(AWARD_ROUNDS.parse(&value).ok()?),
        ("nominator", "=") => filter.nominator = Some(value),
        ("group", "=") => filter.group = Some(value),
        _ => return None,
    }
    Some(())
}
