//! The states of a project, its steps, and the chart that joins them.
use crate::domain::chart::follow;
use crate::domain::code_list::code_list;
use crate::domain::refused::Refused;

code_list! {
    /// Where a project stands.
    State {
        Submitted = "SUBMITTED", "已提交", "submitted";
        Returned = "RETURNED", "退回补正", "returned";
        Checked = "CHECKED", "形式审查通过", "checked";
        Selected = "SELECTED", "入选", "selected";
        Presented = "PRESENTED", "已路演", "presented";
        NotSelected = "NOT_SELECTED", "未入选", "not selected";
        Refused = "REFUSED", "形式审查不通过", "refused";
        Withdrawn = "WITHDRAWN", "已撤回", "withdrawn";
    }
}

code_list! {
    /// What can happen to it.
    Step {
        Return = "RETURN", "退回", "be returned";
        Resubmit = "RESUBMIT", "重新提交", "be handed in again";
        Pass = "PASS", "通过形式审查", "pass its check";
        Refuse = "REFUSE", "不予受理", "be refused";
        AssignExperts = "ASSIGN_EXPERTS", "指派专家", "be given experts";
        DeclareConflict = "DECLARE_CONFLICT", "申报利益冲突", "have a conflict declared";
        Score = "SCORE", "评分", "be scored";
        Select = "SELECT", "入选", "be selected";
        Decline = "DECLINE", "不入选", "be declined";
        Schedule = "SCHEDULE", "安排路演", "be scheduled";
        Unschedule = "UNSCHEDULE", "取消路演安排", "lose its place in the agenda";
        Present = "PRESENT", "完成路演", "be presented";
        Withdraw = "WITHDRAW", "撤回", "be withdrawn";
        WithdrawWithEvent = "WITHDRAW_WITH_EVENT", "随活动取消而撤回", "be withdrawn with its event";
    }
}

/// The state `step` moves a project to.
pub fn next(state: State, step: Step) -> Result<State, Refused> {
    follow(state, step, steps(state))
}

/// No wildcard arm: a new state does not compile until its steps are decided here.
const fn steps(state: State) -> &'static [(Step, State)] {
    use {State as S, Step::*};
    match state {
        S::Submitted => &[
            (Return, S::Returned),
            (Pass, S::Checked),
            (Refuse, S::Refused),
            (Withdraw, S::Withdrawn),
            (WithdrawWithEvent, S::Withdrawn),
        ],
        S::Returned => &[
            (Resubmit, S::Submitted),
            (Withdraw, S::Withdrawn),
            (WithdrawWithEvent, S::Withdrawn),
        ],
        S::Checked => &[
            (AssignExperts, S::Checked),
            (DeclareConflict, S::Checked),
            (Score, S::Checked),
            (Select, S::Selected),
            (Decline, S::NotSelected),
            (Withdraw, S::Withdrawn),
            (WithdrawWithEvent, S::Withdrawn),
        ],
        S::Selected => &[
            (Schedule, S::Selected),
            (Unschedule, S::Selected),
            (Present, S::Presented),
            (Withdraw, S::Withdrawn),
            (WithdrawWithEvent, S::Withdrawn),
        ],
        S::Presented | S::NotSelected | S::Refused | S::Withdrawn => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::chart::assert_follows;

    fn rule_book(step: Step) -> &'static [(State, State)] {
        use {State::*, Step as S};
        match step {
            S::Return => &[(Submitted, Returned)],
            S::Resubmit => &[(Returned, Submitted)],
            S::Pass => &[(Submitted, Checked)],
            S::Refuse => &[(Submitted, State::Refused)],
            S::AssignExperts | S::DeclareConflict | S::Score => &[(Checked, Checked)],
            S::Select => &[(Checked, Selected)],
            S::Decline => &[(Checked, NotSelected)],
            S::Schedule | S::Unschedule => &[(Selected, Selected)],
            S::Present => &[(Selected, Presented)],
            S::Withdraw | S::WithdrawWithEvent => &[
                (Submitted, Withdrawn),
                (Returned, Withdrawn),
                (Checked, Withdrawn),
                (Selected, Withdrawn),
            ],
        }
    }

    #[test]
    fn the_chart_is_followed_in_every_state() {
        assert_follows(State::ALL, Step::ALL, next, rule_book);
    }
}
