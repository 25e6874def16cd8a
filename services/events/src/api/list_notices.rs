//! The cases that stand published: to publish is to tell everybody.
use kezhuan_auth::Caller;
use kezhuan_cases::notices;
use kezhuan_protocol::events::v1::{ListNoticesRequest, ListNoticesResponse};
use kezhuan_rpc::page;

use super::{EventsApi, convert};
use crate::error::Error;

pub async fn handle(
    api: EventsApi,
    caller: Caller,
    input: ListNoticesRequest,
) -> Result<ListNoticesResponse, Error> {
    let (size, after) = (
        page::size(input.page_size)?,
        page::start(&input.page_token)?,
    );
    let tenant = Some(input.tenant.as_str()).filter(|tenant| !tenant.is_empty());
    let read = api.database.read(&caller, async |connection| {
        Ok::<_, Error>(notices::list(connection, tenant, after, size).await?)
    });
    let mut rows = read.await?;
    let next_page_token = page::cut(&mut rows, size, |row| (row.create_time, row.id));
    // One that is over waits in its state for the award, and for nobody's objection.
    let today = api.clock.today();
    let stands = rows.iter().filter(|row| !row.notice.is_over(today));
    let shown = stands.map(convert::notice::published);
    Ok(ListNoticesResponse {
        notices: shown.collect::<Result<_, _>>()?,
        next_page_token,
    })
}
