//! Differences with banks, the latest batches first, each batch in the order of its numbers.
use kezhuan_auth::Caller;
use kezhuan_protocol::financing::v1::{self, ListDifferencesRequest, ListDifferencesResponse};
use kezhuan_rpc::filter::{self, Term};
use kezhuan_rpc::page;
use sqlx::PgConnection;

use super::names::RECON_BATCHES;
use super::{FinancingApi, convert};
use crate::domain::recon::{Class, Line};
use crate::error::{DOMAIN, Error};
use crate::store::recon_tickets::{self, Difference, Filter};
use crate::store::{bank_instructions, recon_lines};

const TERMS: &str = "class=\"…\", bank=\"…\", open=true";

pub async fn handle(
    api: FinancingApi,
    caller: Caller,
    input: ListDifferencesRequest,
) -> Result<ListDifferencesResponse, Error> {
    let (size, after) = (
        page::size(input.page_size)?,
        page::start(&input.page_token)?,
    );
    let filter = filter(&input)?;
    let read = api.database.read(&caller, async |connection| {
        let mut rows = recon_tickets::list(connection, &filter, after, size).await?;
        let next = page::cut(&mut rows, size, |row| (row.batch, row.ticket.no.clone()));
        Ok::<_, Error>((told(connection, &rows).await?, next))
    });
    let (differences, next_page_token) = read.await?;
    Ok(ListDifferencesResponse {
        differences,
        next_page_token,
    })
}

fn filter(input: &ListDifferencesRequest) -> Result<Filter, Error> {
    let mut filter: Filter = filter::read(DOMAIN, &input.filter, TERMS, take)?;
    if !input.batch.is_empty() {
        filter.batch = Some(RECON_BATCHES.parse_field("batch", &input.batch)?);
    }
    Ok(filter)
}

fn take(filter: &mut Filter, term: Term<'_>) -> Option<()> {
    let value = term.value;
    match (term.name, term.operator) {
        ("class", "=") => filter.class = Some(Class::parse(&value)?.as_str().to_owned()),
        ("bank", "=") => filter.bank = Some(value),
        ("open", "=") => filter.open = Some(value.parse().ok()?),
        _ => return None,
    }
    Some(())
}

/// Differences with what either side has under their numbers. Those of one batch stand together.
pub(super) async fn told(
    connection: &mut PgConnection,
    rows: &[Difference],
) -> Result<Vec<v1::Difference>, Error> {
    let mut told = Vec::with_capacity(rows.len());
    for of_batch in rows.chunk_by(|one, other| one.batch == other.batch) {
        told.append(&mut of_one_batch(connection, of_batch).await?);
    }
    Ok(told)
}

async fn of_one_batch(
    connection: &mut PgConnection,
    rows: &[Difference],
) -> Result<Vec<v1::Difference>, Error> {
    let Some(Difference {
        batch,
        bank,
        business_day,
        ..
    }) = rows.first()
    else {
        return Ok(Vec::new());
    };
    let numbers: Vec<String> = rows.iter().map(|row| row.ticket.no.clone()).collect();
    let ours = bank_instructions::of_day_with(connection, bank, *business_day, &numbers).await?;
    let theirs = recon_lines::with_numbers(connection, *batch, &numbers).await?;
    let told = rows.iter().map(|row| {
        let has_it = |line: &&Line| line.no == row.ticket.no;
        let theirs: Vec<&Line> = theirs.iter().filter(has_it).collect();
        convert::recon::difference(row, ours.iter().find(has_it), &theirs)
    });
    Ok(told.collect())
}
