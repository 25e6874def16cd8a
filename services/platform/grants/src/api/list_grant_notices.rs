//! The grants that stand published: to publish is to tell everybody.
use kezhuan_auth::Caller;
use kezhuan_protocol::grants::v1::{ListGrantNoticesRequest, ListGrantNoticesResponse};
use kezhuan_rpc::page;

use super::{Grants, convert};
use crate::store::notices;
use crate::{Benefits, Error};

pub async fn handle<B: Benefits>(
    grants: Grants<B>,
    caller: Caller,
    input: ListGrantNoticesRequest,
) -> Result<ListGrantNoticesResponse, Error> {
    let (size, after) = (
        page::size(input.page_size)?,
        page::start(&input.page_token)?,
    );
    let tenant = Some(input.tenant.as_str()).filter(|tenant| !tenant.is_empty());
    let read = grants.database.read(&caller, async |connection| {
        notices::list(connection, tenant, after, size).await
    });
    let mut rows = read.await?;
    let next_page_token = page::cut(&mut rows, size, |row| (row.create_time, row.id));
    Ok(ListGrantNoticesResponse {
        notices: rows.iter().map(convert::notice::published).collect(),
        next_page_token,
    })
}
