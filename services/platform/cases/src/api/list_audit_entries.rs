//! Every audit entry of a case and of what hangs on it, as far as the caller may read them.
use kezhuan_auth::Caller;
use kezhuan_protocol::cases::{ListAuditEntriesRequest, ListAuditEntriesResponse};
use kezhuan_rpc::page;
use uuid::Uuid;

use super::{CaseService, ErrorOf};
use crate::kind::{CaseKind, hold_visible, named};
use crate::{audit_entries, convert, parties};

pub async fn handle<S: CaseService>(
    service: S,
    caller: Caller,
    input: ListAuditEntriesRequest,
) -> Result<ListAuditEntriesResponse, ErrorOf<S>> {
    let size = page::size(input.page_size)?;
    let after: Option<Uuid> = page::start(&input.page_token)?;
    let (kind, id) = named(S::Kind::WITH_ENTRIES, &input.case)?;
    let read = service.database().read(&caller, async |connection| {
        hold_visible(connection, (kind, id), &caller).await?;
        let own = parties::of_organisation(connection, id, &caller.organisation).await?;
        let rows = audit_entries::page(connection, id, after, size + 1).await?;
        Ok::<_, ErrorOf<S>>((rows, own))
    });
    let (mut rows, own) = read.await?;
    let next_page_token = page::cut(&mut rows, size, |row| row.id);
    let audit_entries = rows.into_iter().map(|row| {
        let may_see = S::may_see_actor(&caller, &own, &row);
        let name = format!("auditEntries/{}", row.id);
        convert::audit_entry::entry(row, name, may_see)
    });
    Ok(ListAuditEntriesResponse {
        audit_entries: audit_entries.collect(),
        next_page_token,
    })
}
