//! The hooks' own types, generated from their interfaces.

kezhuan_rule_host::hook! {
    /// Whether an enterprise and its loan qualify.
    pub mod ip_eligibility = "ip.eligibility@1" {
        wit: "../../plugins/wit/ip-eligibility/1.0.0.wit",
        world: "ip-eligibility",
        instances: IpEligibilityPre,
        rule: kezhuan_ip_eligibility_rule,
    }
}
kezhuan_rule_host::hook! {
    /// What a bank lends on pledged rights.
    pub mod ip_ltv = "ip.ltv@1" {
        wit: "../../plugins/wit/ip-ltv/1.0.0.wit",
        world: "ip-ltv",
        instances: IpLtvPre,
        rule: kezhuan_ip_ltv_rule,
    }
}
kezhuan_rule_host::hook! {
    /// How a loan is supported by its stage.
    pub mod ip_stage = "ip.stage@1" {
        wit: "../../plugins/wit/ip-stage/1.0.0.wit",
        world: "ip-stage",
        instances: IpStagePre,
        rule: kezhuan_ip_stage_rule,
    }
}
kezhuan_rule_host::hook! {
    /// What of the interest is subsidised.
    pub mod ip_subsidy = "ip.subsidy@1" {
        wit: "../../plugins/wit/ip-subsidy/1.0.0.wit",
        world: "ip-subsidy",
        instances: IpSubsidyPre,
        rule: kezhuan_ip_subsidy_rule,
    }
}
kezhuan_rule_host::hook! {
    /// Who bears how much of a loss.
    pub mod ip_risk_share = "ip.risk_share@1" {
        wit: "../../plugins/wit/ip-risk-share/1.0.0.wit",
        world: "ip-risk-share",
        instances: IpRiskSharePre,
        rule: kezhuan_ip_risk_share_rule,
    }
}
kezhuan_rule_host::hook! {
    /// Whether the pool pays a claim, and how much.
    pub mod ip_claim_check = "ip.claim.check@1" {
        wit: "../../plugins/wit/ip-claim-check/1.0.0.wit",
        world: "ip-claim-check",
        instances: IpClaimCheckPre,
        rule: kezhuan_ip_claim_check_rule,
    }
}
