//! The states of a tenancy, its steps, and the chart that joins them.
use kezhuan_law::chart::follow;
use kezhuan_law::code_list::code_list;
use kezhuan_law::refused::Refused;

code_list! {
    /// Where a tenancy stands.
    State {
        Applied = "APPLIED", "已申请入驻", "applied for";
        /// The county's rule failed: the authority decides, or has it asked again.
        Manual = "MANUAL", "待人工审查", "with a person";
        Incubating = "INCUBATING", "在孵", "incubating";
        Graduated = "GRADUATED", "已毕业", "graduated";
        Exited = "EXITED", "已退出", "left";
        Expired = "EXPIRED", "孵化期满", "expired";
        Refused = "REFUSED", "未准入驻", "refused";
        Withdrawn = "WITHDRAWN", "已撤回", "withdrawn";
    }
}

code_list! {
    /// What can happen to it.
    Step {
        Admit = "ADMIT", "准予入驻", "be admitted";
        Refuse = "REFUSE", "不予入驻", "be refused";
        ReportFailure = "REPORT_FAILURE", "登记规则故障", "be reported as failed by a rule";
        AdmitByHand = "ADMIT_BY_HAND", "人工准予入驻", "be admitted by hand";
        RefuseByHand = "REFUSE_BY_HAND", "人工不予入驻", "be refused by hand";
        AskAgain = "ASK_AGAIN", "重新按规则审查", "be asked of the rule again";
        Withdraw = "WITHDRAW", "撤回", "be withdrawn";
        Extend = "EXTEND", "延长孵化期", "be extended";
        Warn = "WARN", "提醒期满", "be warned of its end";
        Expire = "EXPIRE", "期满终止", "expire";
        Graduate = "GRADUATE", "毕业", "graduate";
        ConfirmGraduation = "CONFIRM_GRADUATION", "核实毕业", "have its graduation confirmed";
        ReturnToIncubation = "RETURN_TO_INCUBATION", "退回在孵", "return to incubation";
        EndGraduation = "END_GRADUATION", "撤销毕业并退出", "leave for a graduation that does not hold";
        Exit = "EXIT", "退出", "leave";
        Land = "LAND", "登记落地企业", "have its landing company recorded";
        Register = "REGISTER", "登记注册为企业", "have its registration as an enterprise recorded";
        MapToChain = "MAP_TO_CHAIN", "对应产业链", "be mapped to a chain";
        RecordYear = "RECORD_YEAR", "登记年度数据", "have a year's figures recorded";
    }
}

/// The state `step` moves a tenancy to.
pub fn next(state: State, step: Step) -> Result<State, Refused> {
    follow(state, step, steps(state))
}

/// No wildcard arm: a new state does not compile until its steps are decided here.
const fn steps(state: State) -> &'static [(Step, State)] {
    use {State as S, Step::*};
    match state {
        S::Applied => &[
            (Admit, S::Incubating),
            (Refuse, S::Refused),
            (ReportFailure, S::Manual),
            (Withdraw, S::Withdrawn),
            (MapToChain, S::Applied),
        ],
        S::Manual => &[
            (AdmitByHand, S::Incubating),
            (RefuseByHand, S::Refused),
            (AskAgain, S::Applied),
            (Withdraw, S::Withdrawn),
            (MapToChain, S::Manual),
        ],
        S::Incubating => &[
            (Extend, S::Incubating),
            (Warn, S::Incubating),
            (Expire, S::Expired),
            (Graduate, S::Graduated),
            (Exit, S::Exited),
            (Land, S::Incubating),
            (Register, S::Incubating),
            (MapToChain, S::Incubating),
            (RecordYear, S::Incubating),
        ],
        S::Graduated => &[
            (ConfirmGraduation, S::Graduated),
            (ReturnToIncubation, S::Incubating),
            (EndGraduation, S::Exited),
            (Land, S::Graduated),
            (MapToChain, S::Graduated),
            (RecordYear, S::Graduated),
        ],
        // The return of the year it left in still wants its figures.
        S::Exited => &[(RecordYear, S::Exited)],
        S::Expired => &[(RecordYear, S::Expired)],
        S::Refused | S::Withdrawn => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kezhuan_law::chart::assert_follows;

    #[rustfmt::skip]
    fn rule_book(step: Step) -> &'static [(State, State)] {
        use {State::*, Step as S};
        match step {
            S::Admit => &[(Applied, Incubating)],
            S::Refuse => &[(Applied, Refused)],
            S::ReportFailure => &[(Applied, Manual)],
            S::AdmitByHand => &[(Manual, Incubating)],
            S::RefuseByHand => &[(Manual, Refused)],
            S::AskAgain => &[(Manual, Applied)],
            S::Withdraw => &[(Applied, Withdrawn), (Manual, Withdrawn)],
            S::Extend | S::Warn => &[(Incubating, Incubating)],
            S::Expire => &[(Incubating, Expired)],
            S::Graduate => &[(Incubating, Graduated)],
            S::ConfirmGraduation => &[(Graduated, Graduated)],
            S::ReturnToIncubation => &[(Graduated, Incubating)],
            S::EndGraduation => &[(Graduated, Exited)],
            S::Exit => &[(Incubating, Exited)],
            S::Land => &[(Incubating, Incubating), (Graduated, Graduated)],
            S::Register => &[(Incubating, Incubating)],
            S::MapToChain => &[(Applied, Applied), (Manual, Manual), (Incubating, Incubating), (Graduated, Graduated)],
            S::RecordYear => &[(Incubating, Incubating), (Graduated, Graduated), (Exited, Exited), (Expired, Expired)],
        }
    }

    #[test]
    fn the_chart_is_followed_in_every_state() {
        assert_follows(State::ALL, Step::ALL, next, rule_book);
    }
}
