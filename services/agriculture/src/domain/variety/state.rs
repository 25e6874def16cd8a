//! The states of a variety, its steps, and the chart that joins them.
use crate::domain::chart::follow;
use crate::domain::code_list::code_list;
use crate::domain::refused::Refused;

code_list! {
    /// Where a variety stands.
    State {
        Bred = "BRED", "已育成", "bred";
        Dus = "DUS", "已完成特异性、一致性和稳定性测试", "tested for distinctness";
        Regional = "REGIONAL", "区域试验", "in regional trials";
        Production = "PRODUCTION", "生产试验", "in production trials";
        Approved = "APPROVED", "已审定", "approved";
        Refused = "REFUSED", "未通过审定", "refused";
        Registered = "REGISTERED", "已登记", "registered";
        Withdrawn = "WITHDRAWN", "已撤回或撤销", "withdrawn";
    }
}

code_list! {
    /// What can happen to it.
    Step {
        RecordDus = "RECORD_DUS", "登记测试报告", "have its DUS test recorded";
        RecordRegional = "RECORD_REGIONAL", "登记区域试验", "have a regional trial recorded";
        RecordProduction = "RECORD_PRODUCTION", "登记生产试验", "have a production trial recorded";
        Approve = "APPROVE", "审定", "be approved";
        RecordApproval = "RECORD_APPROVAL", "补录审定结论", "have an approval recorded";
        Refuse = "REFUSE", "不予审定", "be refused";
        Register = "REGISTER", "品种登记", "be registered";
        Introduce = "INTRODUCE", "引种备案", "have an introduction filed";
        TakeBack = "TAKE_BACK", "撤回", "be taken back";
        Revoke = "REVOKE", "撤销", "be revoked";
    }
}

/// The state `step` moves a variety to.
pub fn next(state: State, step: Step) -> Result<State, Refused> {
    follow(state, step, steps(state))
}

/// No wildcard arm: a new state does not compile until its steps are decided here.
const fn steps(state: State) -> &'static [(Step, State)] {
    use {State as S, Step::*};
    match state {
        S::Bred => &[
            (RecordDus, S::Dus),
            (RecordApproval, S::Approved),
            (Register, S::Registered),
            (TakeBack, S::Withdrawn),
        ],
        S::Dus => &[(RecordRegional, S::Regional), (TakeBack, S::Withdrawn)],
        S::Regional => &[
            (RecordRegional, S::Regional),
            (RecordProduction, S::Production),
            (TakeBack, S::Withdrawn),
        ],
        S::Production => &[
            (RecordProduction, S::Production),
            (Approve, S::Approved),
            (Refuse, S::Refused),
            (TakeBack, S::Withdrawn),
        ],
        S::Approved => &[
            (RecordApproval, S::Approved),
            (Introduce, S::Approved),
            (Revoke, S::Withdrawn),
        ],
        S::Refused | S::Registered => &[(Revoke, S::Withdrawn)],
        S::Withdrawn => &[],
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
            S::RecordDus => &[(Bred, Dus)],
            S::RecordRegional => &[(Dus, Regional), (Regional, Regional)],
            S::RecordProduction => &[(Regional, Production), (Production, Production)],
            S::Approve => &[(Production, Approved)],
            S::RecordApproval => &[(Bred, Approved), (Approved, Approved)],
            S::Refuse => &[(Production, Refused)],
            S::Register => &[(Bred, Registered)],
            S::Introduce => &[(Approved, Approved)],
            S::TakeBack => &[
                (Bred, Withdrawn), (Dus, Withdrawn), (Regional, Withdrawn), (Production, Withdrawn),
            ],
            S::Revoke => &[(Approved, Withdrawn), (Refused, Withdrawn), (Registered, Withdrawn)],
        }
    }

    #[test]
    fn the_chart_is_followed_in_every_state() {
        assert_follows(State::ALL, Step::ALL, next, rule_book);
    }
}
