//! The claims that stand published: to publish is to tell everybody.
use kezhuan_auth::Caller;
use kezhuan_protocol::financing::v1::{ListNoticesRequest, ListNoticesResponse};
use kezhuan_rpc::page;

use super::{FinancingApi, convert};
use crate::error::Error;
use crate::store::notices;

pub async fn handle(
    api: FinancingApi,
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
    Ok(ListNoticesResponse {
        notices: rows.iter().map(convert::notice::published).collect(),
        next_page_token,
    })
}
