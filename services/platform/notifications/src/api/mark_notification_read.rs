//! The caller has read one.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::notifications::v1::{MarkNotificationReadRequest, Notification};

use super::{NOTIFICATIONS, NotificationApi, convert};
use crate::{Error, store};

pub async fn handle(
    api: NotificationApi,
    caller: Caller,
    input: MarkNotificationReadRequest,
    key: RequestKey,
) -> Result<Notification, Error> {
    let id = NOTIFICATIONS.parse(&input.name)?;
    let given = Arc::new((caller.clone(), api.kinds));
    api.database
        .write(&caller, &key, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let (caller, kinds) = &*given;
                let whose = (caller.organisation.as_str(), caller.subject.as_str());
                let unknown = || NOTIFICATIONS.not_found(id);
                store::find(write, whose, id).await?.ok_or_else(unknown)?;
                store::mark_read(write, whose, id).await?;
                let told = store::find(write, whose, id).await?;
                Ok(convert::notification(&told.ok_or_else(unknown)?, kinds))
            })
        })
        .await
}
