//! The contracts the caller may read, newest first unless order_by says otherwise.
use kezhuan_auth::Caller;
use kezhuan_protocol::contracts::v1::{ListContractsRequest, ListContractsResponse};
use kezhuan_rpc::page;

use super::{ContractsApi, contract_filter, convert};
use crate::error::Error;
use crate::store::contract_list::{self, Place};

pub async fn handle(
    api: ContractsApi,
    caller: Caller,
    input: ListContractsRequest,
) -> Result<ListContractsResponse, Error> {
    let size = page::size(input.page_size)?;
    let place: Option<Place> = page::start(&input.page_token)?;
    let filter = contract_filter::read(&input.filter)?;
    let order = contract_filter::read_order(&input.order_by)?;
    let today = api.clock.today();
    let read = api.database.read(&caller, async |connection| {
        contract_list::page(connection, &filter, order, place.as_ref(), today, size + 1).await
    });
    let mut cases = read.await?;
    let next_page_token = page::cut(&mut cases, size, Place::of);
    let contracts = cases
        .iter()
        .map(|case| convert::contract::answer(case, today))
        .collect();
    Ok(ListContractsResponse {
        contracts,
        next_page_token,
    })
}
