//! The claims that stand published: to publish is to tell everybody.
use kezhuan_auth::Caller;
use kezhuan_protocol::contracts::v1::{ListNoticesRequest, ListNoticesResponse};
use kezhuan_rpc::page;

use super::{ContractsApi, convert_claim};
use crate::error::Error;
use crate::store::notices;

pub async fn handle(
    api: ContractsApi,
    caller: Caller,
    input: ListNoticesRequest,
) -> Result<ListNoticesResponse, Error> {
    let (size, after) = (
        page::size(input.page_size)?,
        page::start(&input.page_token)?,
    );
    let tenant = Some(input.tenant.as_str()).filter(|tenant| !tenant.is_empty());
    let mut rows = api
        .database
        .read(&caller, async |connection| {
            notices::list(connection, tenant, after, size).await
        })
        .await?;
    let next_page_token = page::cut(&mut rows, size, |row| (row.create_time, row.id));
    let today = api.clock.today();
    Ok(ListNoticesResponse {
        notices: rows
            .iter()
            .map(|row| convert_claim::published(row, today))
            .collect(),
        next_page_token,
    })
}
