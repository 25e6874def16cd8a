//! The hooks' own types, generated from their interfaces.

kezhuan_rule_host::hook! {
    /// Whether a carrier takes a start-up in.
    pub mod inc_admission = "inc.admission@1" {
        wit: "../../plugins/wit/inc-admission/1.0.0.wit",
        world: "inc-admission",
        instances: IncAdmissionPre,
        rule: kezhuan_inc_admission_rule,
    }
}
kezhuan_rule_host::hook! {
    /// Whether a carrier is accredited, and as what.
    pub mod inc_accredit = "inc.accredit@1" {
        wit: "../../plugins/wit/inc-accredit/1.0.0.wit",
        world: "inc-accredit",
        instances: IncAccreditPre,
        rule: kezhuan_inc_accredit_rule,
    }
}
kezhuan_rule_host::hook! {
    /// What of a tenant's rent is subsidised.
    pub mod inc_rent = "inc.rent@1" {
        wit: "../../plugins/wit/inc-rent/1.0.0.wit",
        world: "inc-rent",
        instances: IncRentPre,
        rule: kezhuan_inc_rent_rule,
    }
}
kezhuan_rule_host::hook! {
    /// How a carrier did in a year.
    pub mod inc_assess = "inc.assess@1" {
        wit: "../../plugins/wit/inc-assess/1.0.0.wit",
        world: "inc-assess",
        instances: IncAssessPre,
        rule: kezhuan_inc_assess_rule,
    }
}
kezhuan_rule_host::hook! {
    /// What is paid for a graduate or an accreditation.
    pub mod inc_reward = "inc.reward@1" {
        wit: "../../plugins/wit/inc-reward/1.0.0.wit",
        world: "inc-reward",
        instances: IncRewardPre,
        rule: kezhuan_inc_reward_rule,
    }
}
