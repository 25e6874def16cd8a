//! What concerns the caller, newest first.
use kezhuan_auth::Caller;
use kezhuan_cases::Place;
use kezhuan_protocol::notifications::v1::{ListNotificationsRequest, ListNotificationsResponse};
use kezhuan_rpc::page;

use super::{NotificationApi, convert};
use crate::{Error, store};

pub async fn handle(
    api: NotificationApi,
    caller: Caller,
    input: ListNotificationsRequest,
) -> Result<ListNotificationsResponse, Error> {
    let size = page::size(input.page_size)?;
    let after: Option<Place> = page::start(&input.page_token)?;
    let read = api.database.read(&caller, async |connection| {
        let whose = (caller.organisation.as_str(), caller.subject.as_str());
        store::page(connection, whose, input.unread_only, after, size).await
    });
    let mut rows = read.await?;
    let next_page_token = page::cut(&mut rows, size, |last| (last.create_time, last.id));
    let told = rows
        .iter()
        .map(|told| convert::notification(told, api.kinds));
    Ok(ListNotificationsResponse {
        notifications: told.collect(),
        next_page_token,
    })
}
