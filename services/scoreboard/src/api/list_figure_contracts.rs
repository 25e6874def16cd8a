//! ListFigureContracts: from a figure to the contracts behind it, as far as the caller may see them.
use kezhuan_auth::Caller;
use kezhuan_protocol::scoreboard::v1 as proto;
use kezhuan_rpc::page;

use super::{ScoreboardApi, convert};
use crate::error::Error;
use crate::store;

pub(super) async fn handle(
    api: &ScoreboardApi,
    caller: &Caller,
    input: proto::ListFigureContractsRequest,
) -> Result<proto::ListFigureContractsResponse, Error> {
    convert::code_of_contracts(&input.code)?;
    let year = convert::year(input.year)?;
    let division = convert::county(&input.division)?;
    let size = page::size(input.page_size)?;
    let after: String = page::start(&input.page_token)?.unwrap_or_default();
    let rows = api
        .database
        .read(caller, async |connection| {
            store::standings::behind(connection, year, division, &after, size).await
        })
        .await?;
    let full = i64::try_from(rows.len()).is_ok_and(|count| count == size);
    let next = rows
        .last()
        .filter(|_| full)
        .map(|(_, standing)| page::token(&standing.counted.number));
    Ok(proto::ListFigureContractsResponse {
        contracts: rows
            .iter()
            .map(|(id, standing)| convert::contract(*id, standing))
            .collect(),
        next_page_token: next.unwrap_or_default(),
    })
}
