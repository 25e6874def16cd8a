//! The hooks' own types, generated from their interfaces.

kezhuan_rule_host::hook! {
    /// Whether somebody may come to an event.
    pub mod evt_registration = "evt.registration@1" {
        wit: "../../plugins/wit/evt-registration/1.0.0.wit",
        world: "evt-registration",
        instances: EvtRegistrationPre,
        rule: kezhuan_evt_registration_rule,
    }
}

kezhuan_rule_host::hook! {
    /// How the best matches of a need are weighed again.
    pub mod evt_match = "evt.match@1" {
        wit: "../../plugins/wit/evt-match/1.0.0.wit",
        world: "evt-match",
        instances: EvtMatchPre,
        rule: kezhuan_evt_match_rule,
    }
}

kezhuan_rule_host::hook! {
    /// What experts' scores come to.
    pub mod evt_award_score = "evt.award.score@1" {
        wit: "../../plugins/wit/evt-award-score/1.0.0.wit",
        world: "evt-award-score",
        instances: EvtAwardScorePre,
        rule: kezhuan_evt_award_score_rule,
    }
}

kezhuan_rule_host::hook! {
    /// Why an expert should not judge a project.
    pub mod evt_coi = "evt.coi@1" {
        wit: "../../plugins/wit/evt-coi/1.0.0.wit",
        world: "evt-coi",
        instances: EvtCoiPre,
        rule: kezhuan_evt_coi_rule,
    }
}

kezhuan_rule_host::hook! {
    /// What is paid for an award or a place in a contest.
    pub mod evt_prize = "evt.prize@1" {
        wit: "../../plugins/wit/evt-prize/1.0.0.wit",
        world: "evt-prize",
        instances: EvtPrizePre,
        rule: kezhuan_evt_prize_rule,
    }
}
