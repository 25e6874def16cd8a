//! The caller's own; Chinese and no address before they said otherwise.
use kezhuan_auth::Caller;
use kezhuan_protocol::notifications::v1::{
    GetNotificationSettingsRequest, Language, NotificationSettings,
};

use super::{NotificationApi, convert};
use crate::Error;
use crate::store::settings;

pub async fn handle(
    api: NotificationApi,
    caller: Caller,
    _: GetNotificationSettingsRequest,
) -> Result<NotificationSettings, Error> {
    let read = api.database.read(&caller, async |connection| {
        let whose = (caller.organisation.as_str(), caller.subject.as_str());
        settings::find(connection, whose).await
    });
    let kept = read.await?;
    let unsaid = || NotificationSettings {
        language: Language::Zh.into(),
        ..NotificationSettings::default()
    };
    Ok(kept.as_ref().map_or_else(unsaid, convert::settings))
}
