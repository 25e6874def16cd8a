//! Calls, newest first.
use kezhuan_auth::Caller;
use kezhuan_cases::listing::SortedPlace;
use kezhuan_protocol::agriculture::v1::{ListCallsRequest, ListCallsResponse};
use kezhuan_rpc::filter::{self, Term};
use kezhuan_rpc::page;

use super::{AgricultureApi, convert};
use crate::domain::call::{Level, State};
use crate::error::{DOMAIN, Error};
use crate::store::calls::{self, Filter};

const TERMS: &str = "state=\"…\", level=\"…\", tenant=\"…\"";

pub async fn handle(
    api: AgricultureApi,
    caller: Caller,
    input: ListCallsRequest,
) -> Result<ListCallsResponse, Error> {
    let size = page::size(input.page_size)?;
    let after: Option<SortedPlace> = page::start(&input.page_token)?;
    let filter: Filter = filter::read(DOMAIN, &input.filter, TERMS, take)?;
    let read = api.database.read(&caller, async |connection| {
        calls::list(connection, &filter, after.as_ref(), size).await
    });
    let mut rows = read.await?;
    let next_page_token = page::cut(&mut rows, size, |row| SortedPlace {
        create_time: row.create_time,
        day: None,
        id: row.body.id,
    });
    let calls = rows.iter().map(|row| convert::call::message(row, &caller));
    Ok(ListCallsResponse {
        calls: calls.collect(),
        next_page_token,
    })
}

fn take(filter: &mut Filter, term: Term<'_>) -> Option<()> {
    let value = term.value;
    match (term.name, term.operator) {
        ("state", "=") => filter.state = Some(State::parse(&value)?.as_str().to_owned()),
        ("level", "=") => filter.level = Some(Level::parse(&value)?.as_str().to_owned()),
        ("tenant", "=") => filter.tenant = Some(value),
        _ => return None,
    }
    Some(())
}
