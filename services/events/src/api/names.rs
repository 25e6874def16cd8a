//! Resource names: `events/{uuid}` and the like.
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

pub const EVENTS: Collection = named("events", "活动", "event");
pub const REGISTRATIONS: Collection = named("registrations", "报名", "registration");
pub const PROJECT_CALLS: Collection = named("projectCalls", "项目征集", "call for projects");
pub const PROJECTS: Collection = named("projects", "项目", "project");
pub const NEGOTIATIONS: Collection = named("negotiations", "洽谈", "negotiation");
/// Of the contracts service.
pub const CONTRACTS: Collection = named("contracts", "技术合同", "technology contract");
pub const NEEDS: Collection = named("needs", "需求", "need");
pub const ACHIEVEMENTS: Collection = named("achievements", "成果", "achievement");
pub const MATCHINGS: Collection = named("matchings", "匹配", "matching run");
pub const AWARD_ROUNDS: Collection = named("awardRounds", "奖励轮次", "award round");
pub const NOMINATIONS: Collection = named("nominations", "提名", "nomination");
pub const DECISIONS: Collection = named("decisions", "规则决定", "decision");
