//! The endpoints of the caller's organisation, newest first.
use kezhuan_auth::Caller;
use kezhuan_protocol::financing::v1::{ListWebhookEndpointsRequest, ListWebhookEndpointsResponse};
use kezhuan_rpc::page;

use super::{WebhooksApi, convert};
use crate::error::Error;
use crate::store::webhook_endpoints;

pub async fn handle(
    api: WebhooksApi,
    caller: Caller,
    input: ListWebhookEndpointsRequest,
) -> Result<ListWebhookEndpointsResponse, Error> {
    let (size, after) = (
        page::size(input.page_size)?,
        page::start(&input.page_token)?,
    );
    let mut rows = api
        .database
        .read(&caller, async |connection| {
            webhook_endpoints::list(connection, after, size).await
        })
        .await?;
    let next_page_token = page::cut(&mut rows, size, |row| (row.create_time, row.id));
    Ok(ListWebhookEndpointsResponse {
        webhook_endpoints: rows.iter().map(convert::endpoint).collect(),
        next_page_token,
    })
}
