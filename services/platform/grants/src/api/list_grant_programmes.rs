//! Budgets of the authorities the caller may read, latest year first.
use kezhuan_auth::Caller;
use kezhuan_protocol::grants::v1::{ListGrantProgrammesRequest, ListGrantProgrammesResponse};
use kezhuan_rpc::page;

use super::{Grants, convert};
use crate::store::programmes;
use crate::{Benefits, Error};

pub async fn handle<B: Benefits>(
    grants: Grants<B>,
    caller: Caller,
    input: ListGrantProgrammesRequest,
) -> Result<ListGrantProgrammesResponse, Error> {
    let (size, after) = (
        page::size(input.page_size)?,
        page::start(&input.page_token)?,
    );
    let year = (input.year != 0).then_some(input.year);
    let read = grants.database.read(&caller, async |connection| {
        programmes::list(connection, year, after, size).await
    });
    let mut rows = read.await?;
    let next_page_token = page::cut(&mut rows, size, |row| (row.year, row.id));
    let today = grants.clock.today();
    let told = rows.iter();
    let told = told.map(|row| convert::programme::message(row, today));
    Ok(ListGrantProgrammesResponse {
        programmes: told.collect(),
        next_page_token,
    })
}
