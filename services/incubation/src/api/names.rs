//! Resource names: `carriers/{uuid}` and the like.
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

pub const CARRIERS: Collection = named("carriers", "孵化载体", "carrier");
pub const DECISIONS: Collection = named("decisions", "规则决定", "decision");
pub const TENANCIES: Collection = named("tenancies", "入驻", "tenancy");
pub const UNITS: Collection = named("units", "单元", "unit");
pub const LEASES: Collection = named("leases", "租约", "lease");
pub const MENTORS: Collection = named("mentors", "导师", "mentor");
pub const MENTORINGS: Collection = named("mentorings", "辅导记录", "mentoring log");
pub const SERVICE_RECORDS: Collection = named("serviceRecords", "服务记录", "service record");
pub const INVESTMENTS: Collection = named("investments", "投资记录", "investment");
pub const ACTIVITIES: Collection = named("activities", "活动", "activity");
pub const RETURNS: Collection = named("torchReturns", "年度统计报表", "yearly return");
pub const GRANTS: Collection = named(kezhuan_grants::PREFIX, "补贴申请", "grant claim");
