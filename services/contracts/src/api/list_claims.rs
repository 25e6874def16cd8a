//! The claims the caller may read, newest first.
use kezhuan_auth::Caller;
use kezhuan_protocol::contracts::v1::{ListClaimsRequest, ListClaimsResponse};
use kezhuan_rpc::filter::{self, Term};
use kezhuan_rpc::page;

use super::names::CONTRACTS;
use super::{ContractsApi, convert_claim};
use crate::domain::claim::State;
use crate::error::{DOMAIN, Error};
use crate::store::claims::{self, Filter};

const TERMS: &str = "state=\"…\", tenant=\"…\", registration_lost=true, outdated=true";

pub async fn handle(
    api: ContractsApi,
    caller: Caller,
    input: ListClaimsRequest,
) -> Result<ListClaimsResponse, Error> {
    let (size, after) = (
        page::size(input.page_size)?,
        page::start(&input.page_token)?,
    );
    let (filter, today) = (filter(&input)?, api.clock.today());
    let mut rows = api
        .database
        .read(&caller, async |connection| {
            claims::list(connection, &filter, after, size).await
        })
        .await?;
    let next_page_token = page::cut(&mut rows, size, |row| (row.create_time, row.claim.id));
    Ok(ListClaimsResponse {
        claims: rows
            .iter()
            .map(|row| convert_claim::claim(row, today))
            .collect(),
        next_page_token,
    })
}

fn filter(input: &ListClaimsRequest) -> Result<Filter, Error> {
    let mut filter: Filter = filter::read(DOMAIN, &input.filter, TERMS, take)?;
    if !input.contract.is_empty() {
        filter.contract = Some(CONTRACTS.parse_field("contract", &input.contract)?);
    }
    Ok(filter)
}

fn take(filter: &mut Filter, term: Term<'_>) -> Option<()> {
    let value = term.value;
    match (term.name, term.operator) {
        ("state", "=") => filter.state = Some(State::parse(&value)?.as_str().to_owned()),
        ("tenant", "=") => filter.tenant = Some(value),
        ("registration_lost", "=") => filter.registration_lost = Some(value.parse().ok()?),
        ("outdated", "=") => filter.outdated = Some(value.parse().ok()?),
        _ => return None,
    }
    Some(())
}
