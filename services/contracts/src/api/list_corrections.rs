//! Corrections the caller may read, newest first.
use kezhuan_auth::Caller;
use kezhuan_protocol::contracts::v1::{ListCorrectionsRequest, ListCorrectionsResponse};
use kezhuan_rpc::page;

use super::{ContractsApi, convert_correction};
use crate::error::Error;
use crate::store::corrections;

pub async fn handle(
    api: ContractsApi,
    caller: Caller,
    input: ListCorrectionsRequest,
) -> Result<ListCorrectionsResponse, Error> {
    let size = page::size(input.page_size)?;
    let before = page::start(&input.page_token)?;
    let found = api.database.read(&caller, async |connection| {
        corrections::list(connection, &input.tenant, before, size + 1).await
    });
    let mut rows = found.await?;
    let next_page_token = page::cut(&mut rows, size, |row| (row.create_time, row.id));
    Ok(ListCorrectionsResponse {
        corrections: rows.iter().map(convert_correction::correction).collect(),
        next_page_token,
    })
}
