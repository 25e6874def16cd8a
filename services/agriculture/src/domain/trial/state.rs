//! The states of a trial, its steps, and the chart that joins them.
use crate::domain::chart::follow;
use crate::domain::code_list::code_list;
use crate::domain::refused::Refused;

code_list! {
    /// Where a trial stands.
    State {
        Planned = "PLANNED", "已计划", "planned";
        Running = "RUNNING", "已播种", "sown";
        Measured = "MEASURED", "已测产", "measured";
        /// The rule failed: a person decides, or it is asked again.
        Manual = "MANUAL", "待人工处理", "with a person";
        Verified = "VERIFIED", "已核验", "verified";
        Void = "VOID", "已作废", "void";
        Withdrawn = "WITHDRAWN", "已撤回", "withdrawn";
    }
}

code_list! {
    /// What can happen to it.
    Step {
        Sow = "SOW", "播种", "be sown";
        Harvest = "HARVEST", "收获测产", "be harvested";
        AssignExperts = "ASSIGN_EXPERTS", "指派专家", "be given experts";
        DeclareConflict = "DECLARE_CONFLICT", "申报利益冲突", "have a conflict of interest declared";
        GiveOpinion = "GIVE_OPINION", "提交专家意见", "be given an opinion";
        Verify = "VERIFY", "核验通过", "be verified";
        Void = "VOID", "作废", "be voided";
        SendToManual = "SEND_TO_MANUAL", "转人工处理", "be sent to a person";
        VerifyByHand = "VERIFY_BY_HAND", "人工核验通过", "be verified by hand";
        VoidByHand = "VOID_BY_HAND", "人工作废", "be voided by hand";
        AskAgain = "ASK_AGAIN", "重新按规则核验", "be asked of the rule again";
        Withdraw = "WITHDRAW", "撤回", "be withdrawn";
    }
}

/// The state `step` moves a trial to.
pub fn next(state: State, step: Step) -> Result<State, Refused> {
    follow(state, step, steps(state))
}

/// No wildcard arm: a new state does not compile until its steps are decided here.
const fn steps(state: State) -> &'static [(Step, State)] {
    use {State as S, Step::*};
    match state {
        S::Planned => &[(Sow, S::Running), (Withdraw, S::Withdrawn)],
        S::Running => &[
            (Harvest, S::Measured),
            (Void, S::Void),
            (Withdraw, S::Withdrawn),
        ],
        S::Measured => &[
            (AssignExperts, S::Measured),
            (DeclareConflict, S::Measured),
            (GiveOpinion, S::Measured),
            (Verify, S::Verified),
            (Void, S::Void),
            (SendToManual, S::Manual),
            (Withdraw, S::Withdrawn),
        ],
        S::Manual => &[
            (VerifyByHand, S::Verified),
            (VoidByHand, S::Void),
            (AskAgain, S::Measured),
            (Withdraw, S::Withdrawn),
        ],
        S::Verified | S::Void | S::Withdrawn => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::chart::assert_follows;

    #[rustfmt::skip]
    fn rule_book(step: Step) -> &'static [(State, State)] {
        use {State::*, Step as S};
        match step {
            S::Sow => &[(Planned, Running)],
            S::Harvest => &[(Running, Measured)],
            S::AssignExperts | S::DeclareConflict | S::GiveOpinion => &[(Measured, Measured)],
            S::Verify => &[(Measured, Verified)],
            S::Void => &[(Running, Void), (Measured, Void)],
            S::SendToManual => &[(Measured, Manual)],
            S::VerifyByHand => &[(Manual, Verified)],
            S::VoidByHand => &[(Manual, Void)],
            S::AskAgain => &[(Manual, Measured)],
            S::Withdraw => &[
                (Planned, Withdrawn), (Running, Withdrawn), (Measured, Withdrawn), (Manual, Withdrawn),
            ],
        }
    }

    #[test]
    fn the_chart_is_followed_in_every_state() {
        assert_follows(State::ALL, Step::ALL, next, rule_book);
    }
}
