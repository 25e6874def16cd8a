//! Every rule decision of a contract and its claims.
use kezhuan_auth::Caller;
use kezhuan_protocol::contracts::v1::{ListDecisionsRequest, ListDecisionsResponse};
use kezhuan_rpc::page;
use uuid::Uuid;

use super::names::CONTRACTS;
use super::{ContractsApi, convert};
use crate::error::Error;
use crate::store::{contracts, decisions};

pub async fn handle(
    api: ContractsApi,
    caller: Caller,
    input: ListDecisionsRequest,
) -> Result<ListDecisionsResponse, Error> {
    let size = page::size(input.page_size)?;
    let after: Option<Uuid> = page::start(&input.page_token)?;
    let id = CONTRACTS.parse(&input.name)?;
    let read = api.database.read(&caller, async |connection| {
        let rows = decisions::page(connection, id, after, size + 1).await?;
        // A tenant that is asked to pay sees what its own rule answered, and not the case.
        let is_hidden = rows.is_empty() && contracts::load(connection, id).await?.is_none();
        match is_hidden && after.is_none() {
            true => Err(Error::from(CONTRACTS.not_found(id))),
            false => Ok(rows),
        }
    });
    let mut rows = read.await?;
    let next_page_token = page::cut(&mut rows, size, |row| row.decision.id);
    let told = |row| convert::decision::answer(&api.rules, row);
    let decisions = rows.into_iter().map(told).collect();
    Ok(ListDecisionsResponse {
        decisions,
        next_page_token,
    })
}
