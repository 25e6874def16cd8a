//! Every rule decision of a contract and its claims.
use kezhuan_auth::Caller;
use kezhuan_protocol::contracts::v1::{ListDecisionsRequest, ListDecisionsResponse};
use kezhuan_rpc::page;
use uuid::Uuid;

use super::transition::open;
use super::{ContractsApi, convert};
use crate::error::Error;
use crate::store::decisions;

pub async fn handle(
    api: ContractsApi,
    caller: Caller,
    input: ListDecisionsRequest,
) -> Result<ListDecisionsResponse, Error> {
    let size = page::size(input.page_size)?;
    let after: Option<Uuid> = page::start(&input.page_token)?;
    let opened = open(api, caller, &input.name, "").await?;
    let id = opened.case.contract.id;
    let read = opened
        .api
        .database
        .read(&opened.caller, async |connection| {
            decisions::page(connection, id, after, size + 1).await
        });
    let mut rows = read.await?;
    let next_page_token = page::cut(&mut rows, size, |row| row.id);
    let decisions = rows
        .into_iter()
        .map(|row| convert::decision::answer(id, row))
        .collect();
    Ok(ListDecisionsResponse {
        decisions,
        next_page_token,
    })
}
