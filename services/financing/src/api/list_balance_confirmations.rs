//! Months that somebody has signed, newest first.
use kezhuan_auth::Caller;
use kezhuan_protocol::financing::v1::{
    ListBalanceConfirmationsRequest, ListBalanceConfirmationsResponse,
};
use kezhuan_rpc::filter::{self, Term};
use kezhuan_rpc::page;

use super::get_balance_confirmation::reader;
use super::{FinancingApi, convert};
use crate::domain::confirmation::{Month, State};
use crate::error::{DOMAIN, Error};
use crate::store::confirmations::{self, Filter};

const TERMS: &str = "state=\"…\", bank=\"…\", month=\"YYYY-MM\"";

pub async fn handle(
    api: FinancingApi,
    caller: Caller,
    input: ListBalanceConfirmationsRequest,
) -> Result<ListBalanceConfirmationsResponse, Error> {
    let (size, after) = (
        page::size(input.page_size)?,
        page::start(&input.page_token)?,
    );
    let filter: Filter = filter::read(DOMAIN, &input.filter, TERMS, take)?;
    let read = api.database.read(&caller, async |connection| {
        confirmations::list(connection, &filter, after, size).await
    });
    let mut rows = read.await?;
    let next_page_token = page::cut(&mut rows, size, |row| (row.create_time, row.id));
    let reader = reader(&caller);
    let told = rows
        .iter()
        .map(|row| convert::confirmation::confirmation(row, reader));
    Ok(ListBalanceConfirmationsResponse {
        balance_confirmations: told.collect(),
        next_page_token,
    })
}

fn take(filter: &mut Filter, term: Term<'_>) -> Option<()> {
    let value = term.value;
    match (term.name, term.operator) {
        ("state", "=") => filter.state = Some(State::parse(&value)?.as_str().to_owned()),
        ("bank", "=") => filter.bank = Some(value),
        ("month", "=") => filter.as_of = Some(Month::parse(&value)?.last_day()),
        _ => return None,
    }
    Some(())
}
