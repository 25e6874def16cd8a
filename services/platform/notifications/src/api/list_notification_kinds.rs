//! Every kind of message this service has.
use kezhuan_auth::Caller;
use kezhuan_protocol::notifications::v1::{
    ListNotificationKindsRequest, ListNotificationKindsResponse, NotificationKind,
};

use super::NotificationApi;
use crate::Error;

pub async fn handle(
    api: NotificationApi,
    _: Caller,
    _: ListNotificationKindsRequest,
) -> Result<ListNotificationKindsResponse, Error> {
    let kinds = api.kinds.iter().map(|kind| NotificationKind {
        kind: kind.code.to_owned(),
        title_zh: kind.title.zh.to_owned(),
        title_en: kind.title.en.to_owned(),
    });
    Ok(ListNotificationKindsResponse {
        kinds: kinds.collect(),
    })
}
