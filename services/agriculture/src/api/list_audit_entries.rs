//! Every audit entry of a case and of what hangs on it, as far as the caller may read them.
use kezhuan_auth::Caller;
use kezhuan_cases::audit_entries;
use kezhuan_protocol::agriculture::v1::{ListAuditEntriesRequest, ListAuditEntriesResponse};
use kezhuan_rpc::page;
use uuid::Uuid;

use super::{AgricultureApi, case, convert};
use crate::error::Error;

pub async fn handle(
    api: AgricultureApi,
    caller: Caller,
    input: ListAuditEntriesRequest,
) -> Result<ListAuditEntriesResponse, Error> {
    let size = page::size(input.page_size)?;
    let after: Option<Uuid> = page::start(&input.page_token)?;
    let (kind, id) = case::named(case::WITH_ENTRIES, &input.case)?;
    let read = api.database.read(&caller, async |connection| {
        case::hold_visible(connection, (kind, id)).await?;
        Ok::<_, Error>(audit_entries::page(connection, id, after, size + 1).await?)
    });
    let mut rows = read.await?;
    let next_page_token = page::cut(&mut rows, size, |row| row.id);
    let told = |row| convert::audit_entry::entry(row, &caller);
    Ok(ListAuditEntriesResponse {
        audit_entries: rows.into_iter().map(told).collect(),
        next_page_token,
    })
}
