//! The claims on the pool that the caller may read, newest first.
use kezhuan_auth::Caller;
use kezhuan_protocol::financing::v1::{
    ListCompensationClaimsRequest, ListCompensationClaimsResponse,
};
use kezhuan_rpc::filter::{self, Term};
use kezhuan_rpc::page;

use super::names::LOANS;
use super::{FinancingApi, convert};
use crate::domain::claim::State;
use crate::domain::product::Mode;
use crate::error::{DOMAIN, Error};
use crate::store::compensations::{self, Filter};

const TERMS: &str = "state=\"…\", bank=\"…\", borrower=\"…\", loan=\"loans/…\", mode=\"…\", filed_on>=\"…\", \
                     filed_on<=\"…\", notice_ends_on<=\"…\"";

pub async fn handle(
    api: FinancingApi,
    caller: Caller,
    input: ListCompensationClaimsRequest,
) -> Result<ListCompensationClaimsResponse, Error> {
    let (size, after) = (
        page::size(input.page_size)?,
        page::start(&input.page_token)?,
    );
    let filter: Filter = filter::read(DOMAIN, &input.filter, TERMS, take)?;
    let mut rows = api
        .database
        .read(&caller, async |connection| {
            compensations::list(connection, &filter, after, size).await
        })
        .await?;
    let next_page_token = page::cut(&mut rows, size, |row| (row.create_time, row.body.id));
    Ok(ListCompensationClaimsResponse {
        compensation_claims: rows
            .iter()
            .map(|row| convert::compensation::claim(row, &caller))
            .collect(),
        next_page_token,
    })
}

fn take(filter: &mut Filter, term: Term<'_>) -> Option<()> {
    let value = term.value;
    match (term.name, term.operator) {
        ("state", "=") => filter.state = Some(State::parse(&value)?.as_str().to_owned()),
        ("bank", "=") => filter.bank = Some(value),
        ("borrower", "=") => filter.borrower = Some(value),
        ("loan", "=") => filter.loan = Some(LOANS.parse(&value).ok()?),
        ("mode", "=") => filter.mode = Some(Mode::parse(&value)?.as_str().to_owned()),
        ("filed_on", ">=") => filter.filed_from = Some(value.parse().ok()?),
        ("filed_on", "<=") => filter.filed_to = Some(value.parse().ok()?),
        ("notice_ends_on", "<=") => filter.notice_ends_to = Some(value.parse().ok()?),
        _ => return None,
    }
    Some(())
}
