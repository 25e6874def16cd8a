//! Budgets of the tenants the caller may read, latest year first.
use kezhuan_auth::Caller;
use kezhuan_protocol::contracts::v1::{ListProgrammesRequest, ListProgrammesResponse};
use kezhuan_rpc::page;

use super::{ContractsApi, convert_programme};
use crate::error::Error;
use crate::store::programmes;

pub async fn handle(
    api: ContractsApi,
    caller: Caller,
    input: ListProgrammesRequest,
) -> Result<ListProgrammesResponse, Error> {
    let (size, after) = (
        page::size(input.page_size)?,
        page::start(&input.page_token)?,
    );
    let year = (input.year != 0).then_some(input.year);
    let mut rows = api
        .database
        .read(&caller, async |connection| {
            programmes::list(connection, year, after, size).await
        })
        .await?;
    let next_page_token = page::cut(&mut rows, size, |row| (row.year, row.id));
    let today = api.clock.today();
    let programmes = rows.iter();
    Ok(ListProgrammesResponse {
        programmes: programmes
            .map(|row| convert_programme::programme(row, today))
            .collect(),
        next_page_token,
    })
}
