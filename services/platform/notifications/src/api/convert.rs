//! The only place that names proto and rows both.
use kezhuan_cases::convert::instant;
use kezhuan_protocol::notifications::v1;
use kezhuan_protocol::notifications::v1::notification_settings::Muted;
use kezhuan_rpc::etag;

use super::{DELIVERIES, NOTIFICATIONS};
use crate::store::Told;
use crate::store::deliveries::Delivery;
use crate::store::settings::Settings;
use crate::template::{Kind, filled};

/// A message as its reader sees it; of a kind that is no more, its facts have no words.
pub fn notification(told: &Told, kinds: &[Kind]) -> v1::Notification {
    let kind = kinds.iter().find(|kind| kind.code == told.kind);
    let text = |of: fn(&Kind) -> &'static str| {
        let template = kind.map(of).unwrap_or_default();
        filled(template, &told.facts)
    };
    v1::Notification {
        name: NOTIFICATIONS.name(told.id),
        kind: told.kind.clone(),
        case: told.case_name.clone(),
        title_zh: text(|kind| kind.title.zh),
        title_en: text(|kind| kind.title.en),
        body_zh: text(|kind| kind.body.zh),
        body_en: text(|kind| kind.body.en),
        to_organisation: told.person.is_empty(),
        read_time: told.read_time.map(instant),
        create_time: Some(instant(told.create_time)),
    }
}

/// Somebody's settings, as they see them.
pub fn settings(settings: &Settings) -> v1::NotificationSettings {
    let muted = settings.muted.iter().filter_map(|muted| {
        let (kind, channel) = muted.split_once('/')?;
        let channel = v1::Channel::from_str_name(channel)?;
        Some(Muted {
            kind: kind.to_owned(),
            channel: channel.into(),
        })
    });
    let language = v1::Language::from_str_name(&settings.language);
    v1::NotificationSettings {
        etag: etag::of(settings.version),
        language: language.unwrap_or(v1::Language::Zh).into(),
        mail: settings.mail.clone(),
        telephone: settings.telephone.clone(),
        muted: muted.collect(),
    }
}

/// A line of the log.
pub fn delivery(delivery: &Delivery) -> v1::NotificationDelivery {
    let channel = v1::Channel::from_str_name(&delivery.channel);
    let state = v1::notification_delivery::State::from_str_name(&delivery.state);
    v1::NotificationDelivery {
        name: DELIVERIES.name(delivery.id),
        notification: NOTIFICATIONS.name(delivery.notification_id),
        kind: delivery.kind.clone(),
        channel: channel.unwrap_or_default().into(),
        organisation: delivery.organisation.clone(),
        state: state.unwrap_or_default().into(),
        tries: delivery.tries,
        detail: delivery.detail.clone(),
        create_time: Some(instant(delivery.create_time)),
        update_time: Some(instant(delivery.update_time)),
    }
}
