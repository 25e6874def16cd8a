//! Replaces the caller's own settings.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_database::{AuditEntry, RequestKey, Write};
use kezhuan_law::regions::PREFECTURE;
use kezhuan_protocol::notifications::v1::{
    self, NotificationSettings, SetNotificationSettingsRequest,
};
use kezhuan_rpc::etag;
use lettre::Address;
use uuid::Uuid;

use super::{NotificationApi, convert};
use crate::Error;
use crate::channel::Language;
use crate::store::settings::{self, Settings};
use crate::template::Kind;

/// E.164: a plus and so many digits.
const DIGITS: std::ops::RangeInclusive<usize> = 7..=15;
const MAIL_MAX: usize = 254;

pub async fn handle(
    api: NotificationApi,
    caller: Caller,
    input: SetNotificationSettingsRequest,
    key: RequestKey,
) -> Result<NotificationSettings, Error> {
    let wanted = input.settings.ok_or_else(|| {
        Error::field(
            "settings",
            "FIELD_MISSING",
            "请填写消息设置",
            "say which settings take the place of those there are",
        )
    })?;
    let seen = wanted.etag.clone();
    let read = read(wanted, &caller, api.kinds)?;
    let given = Arc::new((seen, read));
    api.database
        .write(&caller, &key, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let (seen, wanted) = &*given;
                let whose = (wanted.organisation.as_str(), wanted.person.as_str());
                let before = settings::find(write, whose).await?;
                let (id, version) = match &before {
                    Some(before) => {
                        etag::check_field("settings.etag", seen, before.version)?;
                        (before.id, before.version + 1)
                    }
                    None => (wanted.id, 1),
                };
                let after = Settings {
                    id,
                    version,
                    ..wanted.clone()
                };
                settings::save(write, &after).await?;
                record(write, &after);
                Ok(convert::settings(&after))
            })
        })
        .await
}

/// Somebody's own wishes are no county's case: what is recorded of them is the city's, and no address.
fn record(write: &mut Write, after: &Settings) {
    write.in_tenant(PREFECTURE);
    write.audit(AuditEntry {
        action: "notification_settings.changed",
        aggregate: "notification_settings",
        aggregate_id: after.id,
        version: after.version,
        detail: serde_json::json!({
            "mail": !after.mail.is_empty(),
            "telephone": !after.telephone.is_empty(),
        }),
    });
}

fn read(wanted: NotificationSettings, caller: &Caller, kinds: &[Kind]) -> Result<Settings, Error> {
    let language = match wanted.language() {
        v1::Language::En => Language::En,
        v1::Language::Zh | v1::Language::Unspecified => Language::Zh,
    };
    let is_mail = wanted.mail.len() <= MAIL_MAX && wanted.mail.parse::<Address>().is_ok();
    if !wanted.mail.is_empty() && !is_mail {
        return Err(Error::field(
            "settings.mail",
            "MAIL_INVALID",
            "请填写有效的邮箱地址",
            "write a mail address, or leave it empty",
        ));
    }
    if !wanted.telephone.is_empty() && !is_telephone(&wanted.telephone) {
        return Err(Error::field(
            "settings.telephone",
            "TELEPHONE_INVALID",
            "请按国际格式填写号码，如 +8613800000000",
            "write the number in international form, such as +8613800000000, or leave it empty",
        ));
    }
    let mut muted = Vec::new();
    for (place, one) in wanted.muted.iter().enumerate() {
        let channel = one.channel();
        let is_known = kinds.iter().any(|kind| kind.code == one.kind);
        if !is_known || channel == v1::Channel::Unspecified {
            return Err(Error::field(
                &format!("settings.muted[{place}]"),
                "CODE_UNKNOWN",
                "没有这种消息或发送方式",
                "names no kind of message and channel there are",
            ));
        }
        muted.push(format!("{}/{}", one.kind, channel.as_str_name()));
    }
    muted.sort();
    muted.dedup();
    Ok(Settings {
        id: Uuid::now_v7(),
        organisation: caller.organisation.clone(),
        person: caller.subject.clone(),
        language: language.as_str().to_owned(),
        mail: wanted.mail,
        telephone: wanted.telephone,
        muted,
        version: 1,
    })
}

fn is_telephone(text: &str) -> bool {
    text.strip_prefix('+').is_some_and(|digits| {
        DIGITS.contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
    })
}
