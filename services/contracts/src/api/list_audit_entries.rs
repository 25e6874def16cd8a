//! Every audit entry of a contract and all that hangs on it.
use kezhuan_auth::Caller;
use kezhuan_protocol::contracts::v1::{ListAuditEntriesRequest, ListAuditEntriesResponse};
use kezhuan_rpc::page;
use uuid::Uuid;

use super::names::CONTRACTS;
use super::{ContractsApi, convert};
use crate::error::Error;
use crate::store::{audit_entries, contracts};

pub async fn handle(
    api: ContractsApi,
    caller: Caller,
    input: ListAuditEntriesRequest,
) -> Result<ListAuditEntriesResponse, Error> {
    let size = page::size(input.page_size)?;
    let after: Option<Uuid> = page::start(&input.page_token)?;
    let id = CONTRACTS.parse(&input.name)?;
    let read = api.database.read(&caller, async |connection| {
        let rows = audit_entries::page(connection, id, after, size + 1).await?;
        // A tenant that is asked to pay sees the entries of its claim, and not the case.
        let is_hidden = rows.is_empty() && contracts::load(connection, id).await?.is_none();
        match is_hidden && after.is_none() {
            true => Err(Error::from(CONTRACTS.not_found(id))),
            false => Ok(rows),
        }
    });
    let mut rows = read.await?;
    let next_page_token = page::cut(&mut rows, size, |row| row.id);
    let entries = rows
        .into_iter()
        .map(|row| convert::audit_entry::entry(id, row));
    Ok(ListAuditEntriesResponse {
        audit_entries: entries.collect(),
        next_page_token,
    })
}
