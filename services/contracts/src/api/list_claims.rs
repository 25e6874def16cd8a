//! The claims the caller may read, newest first.
use kezhuan_auth::Caller;
use kezhuan_protocol::contracts::v1::{ListClaimsRequest, ListClaimsResponse};
use kezhuan_rpc::page;

use super::names::CONTRACTS;
use super::{ContractsApi, convert_claim};
use crate::domain::claim::State;
use crate::error::Error;
use crate::store::claims::{self, Filter};

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
    let mut filter = Filter::default();
    if !input.contract.is_empty() {
        filter.contract = Some(CONTRACTS.parse_field("contract", &input.contract)?);
    }
    for term in input
        .filter
        .split(" AND ")
        .map(str::trim)
        .filter(|term| !term.is_empty())
    {
        let (field, value) = term.split_once('=').ok_or_else(|| unreadable(term))?;
        let value = value.trim().trim_matches('"');
        match field.trim() {
            "state" => {
                filter.state = Some(
                    State::parse(value)
                        .ok_or_else(|| unreadable(term))?
                        .as_str()
                        .to_owned(),
                )
            }
            "tenant" => filter.tenant = Some(value.to_owned()),
            "registration_lost" => {
                filter.registration_lost = Some(value.parse().map_err(|_| unreadable(term))?)
            }
            _ => return Err(unreadable(term)),
        }
    }
    Ok(filter)
}

fn unreadable(term: &str) -> Error {
    Error::field(
        "filter",
        "FILTER_INVALID",
        format!("无法识别条件 {term}；可用 state、tenant、registration_lost，以 AND 连接"),
        format!("can't read {term}; use state, tenant, registration_lost, joined by AND"),
    )
}
