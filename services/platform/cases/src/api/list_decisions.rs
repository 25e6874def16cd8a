//! Every rule decision of a case.
use kezhuan_auth::Caller;
use kezhuan_protocol::cases::{ListDecisionsRequest, ListDecisionsResponse};
use kezhuan_rpc::page;
use uuid::Uuid;

use super::{CaseService, ErrorOf, get_decision};
use crate::decisions;
use crate::kind::{CaseKind, hold_visible, named};

pub async fn handle<S: CaseService>(
    service: S,
    caller: Caller,
    input: ListDecisionsRequest,
) -> Result<ListDecisionsResponse, ErrorOf<S>> {
    let size = page::size(input.page_size)?;
    let after: Option<Uuid> = page::start(&input.page_token)?;
    let (kind, id) = named(S::Kind::WITH_DECISIONS, &input.case)?;
    let read = service.database().read(&caller, async |connection| {
        hold_visible(connection, (kind, id), &caller).await?;
        Ok::<_, ErrorOf<S>>(decisions::page(connection, id, after, size + 1).await?)
    });
    let mut rows = read.await?;
    let next_page_token = page::cut(&mut rows, size, |row| row.id);
    let told = |row| get_decision::answer(&service, row);
    Ok(ListDecisionsResponse {
        decisions: rows.into_iter().map(told).collect(),
        next_page_token,
    })
}
