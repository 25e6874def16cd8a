//! Resource names: `loans/{uuid}` and the like.
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

pub const ASSETS: Collection = named("assets", "知识产权", "asset");
pub const ALERTS: Collection = named("alerts", "提醒", "alert");
pub const APPLICATIONS: Collection = named("applications", "贷款申请", "application");
pub const PLEDGES: Collection = named("pledges", "质押", "pledge");
pub const LOANS: Collection = named("loans", "贷款", "loan");
pub const COMPENSATIONS: Collection = named("compensationClaims", "代偿申请", "compensation claim");
pub const SUBSIDIES: Collection = named("subsidyClaims", "贴息申请", "subsidy claim");
pub const RECON_BATCHES: Collection = named("reconBatches", "对账批次", "reconciliation batch");
pub const CONFIRMATIONS: Collection =
    named("balanceConfirmations", "余额确认", "balance confirmation");
pub const CONSENTS: Collection = named("consents", "授权同意", "consent");
pub const DEPOSITS: Collection = named("deposits", "资金存入", "deposit");
pub const POSTINGS: Collection = named("postings", "记账凭证", "posting");
pub const DECISIONS: Collection = named("decisions", "规则决定", "decision");
