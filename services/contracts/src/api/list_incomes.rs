//! Receipts of one contract, or all the caller may read, newest first.
use kezhuan_auth::Caller;
use kezhuan_protocol::contracts::v1::{ListIncomesRequest, ListIncomesResponse};
use kezhuan_rpc::page;

use super::names::CONTRACTS;
use super::{ContractsApi, convert_income};
use crate::error::Error;
use crate::store::incomes;

pub async fn handle(
    api: ContractsApi,
    caller: Caller,
    input: ListIncomesRequest,
) -> Result<ListIncomesResponse, Error> {
    let (size, after) = (
        page::size(input.page_size)?,
        page::start(&input.page_token)?,
    );
    let contract = match input.contract.as_str() {
        "" => None,
        name => Some(CONTRACTS.parse_field("contract", name)?),
    };
    let mut rows = api
        .database
        .read(&caller, async |connection| {
            incomes::list(connection, contract, after, size).await
        })
        .await?;
    let next_page_token = page::cut(&mut rows, size, |row| (row.create_time, row.income.id));
    Ok(ListIncomesResponse {
        incomes: rows
            .iter()
            .map(|row| convert_income::income(&row.income))
            .collect(),
        next_page_token,
    })
}
