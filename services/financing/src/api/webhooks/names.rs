//! Names of endpoints and of their deliveries.
use kezhuan_rpc::{Collection, Problem};
use tonic::Code;
use uuid::Uuid;

use crate::error::DOMAIN;

pub const ENDPOINTS: Collection = Collection {
    prefix: "webhookEndpoints",
    zh: "回调地址",
    en: "webhook endpoint",
    domain: DOMAIN,
};
const DELIVERIES: &str = "/deliveries/";

/// `webhookEndpoints/{uuid}/deliveries/{uuid}`
pub fn delivery(endpoint: Uuid, id: Uuid) -> String {
    format!("{}{DELIVERIES}{id}", ENDPOINTS.name(endpoint))
}

/// The endpoint and the delivery of such a name.
pub fn parse_delivery(name: &str) -> Result<(Uuid, Uuid), Problem> {
    let parts = name.split_once(DELIVERIES).and_then(|(endpoint, id)| {
        Some((ENDPOINTS.parse(endpoint).ok()?, Uuid::try_parse(id).ok()?))
    });
    parts.ok_or_else(|| {
        let shape = "webhookEndpoints/{uuid}/deliveries/{uuid}";
        Problem::of_field(
            DOMAIN,
            "name",
            "NAME_INVALID",
            format!("应写作 {shape}"),
            format!("write it as {shape}"),
        )
    })
}

/// There is no such delivery, or it is not the caller's to see.
pub fn no_delivery(endpoint: Uuid, id: Uuid) -> Problem {
    let name = delivery(endpoint, id);
    Problem::new(Code::NotFound, "NOT_FOUND", DOMAIN)
        .zh(format!("没有这条消息（{name}），或无权查看"))
        .en(format!(
            "there is no delivery {name}, or you may not see it"
        ))
        .meta("name", name)
}
