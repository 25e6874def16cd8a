//! The hooks' own types, generated from their interfaces.

kezhuan_rule_host::hook! {
    /// Whether a base meets what its authority asks.
    pub mod agr_accredit = "agr.accredit@1" {
        wit: "../../plugins/wit/agr-accredit/1.0.0.wit",
        world: "agr-accredit",
        instances: AgrAccreditPre,
        rule: kezhuan_agr_accredit_rule,
    }
}

kezhuan_rule_host::hook! {
    /// How a base did in a year.
    pub mod agr_assess = "agr.assess@1" {
        wit: "../../plugins/wit/agr-assess/1.0.0.wit",
        world: "agr-assess",
        instances: AgrAssessPre,
        rule: kezhuan_agr_assess_rule,
    }
}

kezhuan_rule_host::hook! {
    /// Whether a trial counts.
    pub mod agr_trial_accept = "agr.trial.accept@1" {
        wit: "../../plugins/wit/agr-trial-accept/1.0.0.wit",
        world: "agr-trial-accept",
        instances: AgrTrialAcceptPre,
        rule: kezhuan_agr_trial_accept_rule,
    }
}

kezhuan_rule_host::hook! {
    /// What a demonstration is granted.
    pub mod agr_subsidy = "agr.subsidy@1" {
        wit: "../../plugins/wit/agr-subsidy/1.0.0.wit",
        world: "agr-subsidy",
        instances: AgrSubsidyPre,
        rule: kezhuan_agr_subsidy_rule,
    }
}
