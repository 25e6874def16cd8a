//! The subsidy claims that the caller may read, newest first.
use kezhuan_auth::Caller;
use kezhuan_protocol::financing::v1::{ListSubsidyClaimsRequest, ListSubsidyClaimsResponse};
use kezhuan_rpc::filter::{self, Term};
use kezhuan_rpc::page;

use super::names::LOANS;
use super::{FinancingApi, convert};
use crate::domain::subsidy::State;
use crate::error::{DOMAIN, Error};
use crate::store::subsidies::{self, Filter};

const TERMS: &str = "state=\"…\", enterprise=\"…\", bank=\"…\", tenant=\"…\", loan=\"loans/…\", year=…, \
                     notice_ends_on<=\"…\"";

pub async fn handle(
    api: FinancingApi,
    caller: Caller,
    input: ListSubsidyClaimsRequest,
) -> Result<ListSubsidyClaimsResponse, Error> {
    let (size, after) = (
        page::size(input.page_size)?,
        page::start(&input.page_token)?,
    );
    let filter: Filter = filter::read(DOMAIN, &input.filter, TERMS, take)?;
    let mut rows = api
        .database
        .read(&caller, async |connection| {
            subsidies::list(connection, &filter, after, size).await
        })
        .await?;
    let next_page_token = page::cut(&mut rows, size, |row| (row.create_time, row.body.id));
    Ok(ListSubsidyClaimsResponse {
        subsidy_claims: rows
            .iter()
            .map(|row| convert::subsidy::claim(row, &caller))
            .collect(),
        next_page_token,
    })
}

fn take(filter: &mut Filter, term: Term<'_>) -> Option<()> {
    let value = term.value;
    match (term.name, term.operator) {
        ("state", "=") => filter.state = Some(State::parse(&value)?.as_str().to_owned()),
        ("enterprise", "=") => filter.enterprise = Some(value),
        ("bank", "=") => filter.bank = Some(value),
        ("tenant", "=") => filter.tenant = Some(value),
        ("loan", "=") => filter.loan = Some(LOANS.parse(&value).ok()?),
        ("year", "=") => filter.year = Some(value.parse().ok()?),
        ("notice_ends_on", "<=") => filter.notice_ends_to = Some(value.parse().ok()?),
        _ => return None,
    }
    Some(())
}
