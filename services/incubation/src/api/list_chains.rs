//! The city's key chains, by code.
use kezhuan_auth::Caller;
use kezhuan_protocol::incubation::v1::{ListChainsRequest, ListChainsResponse};
use kezhuan_rpc::page;

use super::{IncubationApi, convert};
use crate::error::Error;
use crate::store::chains;

pub async fn handle(
    api: IncubationApi,
    caller: Caller,
    input: ListChainsRequest,
) -> Result<ListChainsResponse, Error> {
    let size = page::size(input.page_size)?;
    let after: Option<String> = page::start(&input.page_token)?;
    let read = api.database.read(&caller, async |connection| {
        chains::list(connection, after, size).await
    });
    let mut rows = read.await?;
    let next_page_token = page::cut(&mut rows, size, |row| row.body.code.clone());
    Ok(ListChainsResponse {
        chains: rows.iter().map(convert::chain::message).collect(),
        next_page_token,
    })
}
