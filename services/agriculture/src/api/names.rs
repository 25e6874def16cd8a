//! Resource names: `bases/{uuid}` and the like.
use kezhuan_rpc::Collection;

use crate::error::DOMAIN;

const fn named(prefix: &'static str, zh: &'static str, en: &'static str) -> Collection {
    Collection {
        prefix,
        zh,
        en,
        domain: DOMAIN,
    }
}

pub const CALLS: Collection = named("calls", "申报通知", "call");
pub const BASES: Collection = named("bases", "农业科技成果转化基地", "base");
pub const VARIETIES: Collection = named("varieties", "品种", "variety");
pub const TRIALS: Collection = named("trials", "试验", "trial");
pub const DEMONSTRATIONS: Collection = named("demonstrations", "示范", "demonstration");
pub const EXTENSIONS: Collection = named("extensions", "推广", "extension");
pub const ACHIEVEMENTS: Collection = named("achievements", "成果", "achievement");
pub const GRANT_CLAIMS: Collection = named(kezhuan_grants::PREFIX, "补贴奖励申请", "grant claim");
pub const DECISIONS: Collection = named("decisions", "规则决定", "decision");
