//! What an owner wants of an endpoint: an address that may be sent to, types that there are, words of their own.
use std::time::Duration;

use reqwest::Url;

use crate::error::Error;
use crate::webhooks::{Unusable, Webhooks};

const URL_MAX: usize = 2_000;
const DESCRIPTION_MAX: usize = 200;

/// Holds that an address has a shape that may be sent to; which address it leads to is asked by [`reachable`].
pub fn url(webhooks: &Webhooks, text: &str) -> Result<Url, Error> {
    let url = Url::parse(text).map_err(|_| shapeless())?;
    let scheme_fits = match url.scheme() {
        "https" => true,
        "http" => webhooks.config.http_allowed,
        _ => false,
    };
    let bare = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    if text.len() > URL_MAX || url.as_str().len() > URL_MAX || !scheme_fits || !bare {
        return Err(shapeless());
    }
    Ok(url)
}

/// Holds that the address leads to a place that may be sent to, now; it is looked at again before every attempt.
pub async fn reachable(webhooks: &Webhooks, url: &Url) -> Result<(), Error> {
    let host = url.host_str().ok_or_else(shapeless)?;
    let patience = Duration::from_millis(webhooks.config.connect_ms_max);
    let asked = tokio::time::timeout(patience, webhooks.addresses.of(host)).await;
    match asked.unwrap_or_else(|_| Err(Unusable::Unknown(host.to_owned()))) {
        Ok(_) => Ok(()),
        Err(Unusable::Forbidden(address)) => Err(Error::field(
            "url",
            "WEBHOOK_ADDRESS_FORBIDDEN",
            format!("该地址指向不允许发送的网段（{address}）,请使用公网地址或联系平台登记"),
            format!(
                "it leads to {address}, which may not be sent to: use a public address or have yours allowed"
            ),
        )),
        Err(Unusable::Unknown(host)) => Err(Error::field(
            "url",
            "WEBHOOK_HOST_UNKNOWN",
            format!("无法解析主机名 {host},请核对后重新提交"),
            format!("no address is known for {host}: check the name, then send a new request"),
        )),
    }
}

/// The types asked for, each known and once.
pub fn event_types(webhooks: &Webhooks, asked: Vec<String>) -> Result<Vec<String>, Error> {
    let known = webhooks.messages.event_types();
    let mut wanted: Vec<String> = Vec::new();
    for (at, event_type) in asked.into_iter().enumerate() {
        if !known.contains(&event_type) {
            return Err(Error::field(
                &format!("event_types[{at}]"),
                "EVENT_TYPE_UNKNOWN",
                format!("没有事件类型“{event_type}”,形如 ip.loan.disbursed"),
                format!("there is no event type {event_type:?}; they look like ip.loan.disbursed"),
            ));
        }
        if !wanted.contains(&event_type) {
            wanted.push(event_type);
        }
    }
    Ok(wanted)
}

/// The owner's own words.
pub fn description(text: String) -> Result<String, Error> {
    if text.chars().count() > DESCRIPTION_MAX || text.contains('\0') {
        return Err(Error::field(
            "description",
            "DESCRIPTION_TOO_LONG",
            format!("不超过 {DESCRIPTION_MAX} 个字"),
            format!("at most {DESCRIPTION_MAX} characters"),
        ));
    }
    Ok(text)
}

fn shapeless() -> Error {
    Error::field(
        "url",
        "WEBHOOK_URL_INVALID",
        format!("应为不超过 {URL_MAX} 个字符的 https 地址,不含用户名、密码和 # 片段"),
        format!(
            "an https address of at most {URL_MAX} characters, without user information and fragment"
        ),
    )
}
