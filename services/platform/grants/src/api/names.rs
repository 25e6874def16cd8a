//! Names of grants, and a field of a request that is wrong.
use kezhuan_rpc::{Collection, Problem};

use crate::{Benefits, PREFIX};

/// The claims of a service.
pub fn claims<B: Benefits>() -> Collection {
    Collection {
        prefix: PREFIX,
        zh: "补贴奖励申请",
        en: "grant claim",
        domain: B::DOMAIN,
    }
}

/// One field of a request is wrong.
pub fn field<B: Benefits>(
    path: &str,
    reason: &'static str,
    zh: impl Into<String>,
    en: impl Into<String>,
) -> Problem {
    Problem::of_field(B::DOMAIN, path, reason, zh, en)
}
