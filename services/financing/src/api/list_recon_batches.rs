//! Batches the caller may read, newest first.
use kezhuan_auth::Caller;
use kezhuan_protocol::financing::v1::{ListReconBatchesRequest, ListReconBatchesResponse};
use kezhuan_rpc::filter::{self, Term};
use kezhuan_rpc::page;

use super::{FinancingApi, convert};
use crate::domain::recon::State;
use crate::error::{DOMAIN, Error};
use crate::store::recon_batches::{self, Filter};

const TERMS: &str =
    "state=\"…\", bank=\"…\", business_day>=\"YYYY-MM-DD\", business_day<=\"YYYY-MM-DD\"";

pub async fn handle(
    api: FinancingApi,
    caller: Caller,
    input: ListReconBatchesRequest,
) -> Result<ListReconBatchesResponse, Error> {
    let (size, after) = (
        page::size(input.page_size)?,
        page::start(&input.page_token)?,
    );
    let filter: Filter = filter::read(DOMAIN, &input.filter, TERMS, take)?;
    let read = api.database.read(&caller, async |connection| {
        recon_batches::list(connection, &filter, after, size).await
    });
    let mut rows = read.await?;
    let next_page_token = page::cut(&mut rows, size, |row| (row.create_time, row.id));
    Ok(ListReconBatchesResponse {
        recon_batches: rows.iter().map(convert::recon::batch).collect(),
        next_page_token,
    })
}

fn take(filter: &mut Filter, term: Term<'_>) -> Option<()> {
    let value = term.value;
    match (term.name, term.operator) {
        ("state", "=") => filter.state = Some(State::parse(&value)?.as_str().to_owned()),
        ("bank", "=") => filter.bank = Some(value),
        ("business_day", ">=") => filter.day_from = Some(value.parse().ok()?),
        ("business_day", "<=") => filter.day_to = Some(value.parse().ok()?),
        _ => return None,
    }
    Some(())
}
