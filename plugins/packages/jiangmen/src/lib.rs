//! Jiangmen's rules for loans on intellectual property: who may have a 邑科贷, how a stage is supported, what of the
//! interest is subsidised, who bears a loss, and what a claim on the pool must meet.

mod claim_check;
mod eligibility;
mod risk_share;
mod stage;
mod subsidy;

kezhuan_sdk::package!(
    ip_eligibility: eligibility::Rule,
    ip_stage: stage::Rule,
    ip_subsidy: subsidy::Rule,
    ip_risk_share: risk_share::Rule,
    ip_claim_check: claim_check::Rule,
);
