//! The states of a yearly return, its steps, and the chart that joins them.
use kezhuan_law::chart::follow;

use crate::domain::code_list::code_list;
use crate::domain::refused::Refused;

code_list! {
    /// Where a return stands.
    State {
        Open = "OPEN", "待填报", "open";
        Filled = "FILLED", "填报中", "being filled in";
        Submitted = "SUBMITTED", "已提交", "submitted";
        Checked = "CHECKED", "县级已核", "checked by the county";
        Accepted = "ACCEPTED", "市级已接收", "accepted by the city";
        /// With a reason: it is filled in again.
        Returned = "RETURNED", "已退回", "sent back";
        Frozen = "FROZEN", "已冻结", "frozen";
        Withdrawn = "WITHDRAWN", "已撤回", "withdrawn";
    }
}

code_list! {
    /// What can happen to it.
    Step {
        Prefill = "PREFILL", "按系统数据预填", "be prefilled from what is known";
        Fill = "FILL", "填报", "be filled in";
        Submit = "SUBMIT", "提交", "be submitted";
        Check = "CHECK", "县级审核通过", "be checked by the county";
        Accept = "ACCEPT", "市级接收", "be accepted by the city";
        SendBack = "SEND_BACK", "退回", "be sent back";
        Freeze = "FREEZE", "冻结", "be frozen";
        Remind = "REMIND", "催报", "be reminded of";
        MarkOverdue = "MARK_OVERDUE", "标记逾期", "be marked overdue";
        Withdraw = "WITHDRAW", "撤回", "be withdrawn";
    }
}

impl State {
    /// Whether it is the operator's turn.
    pub const fn is_with_operator(self) -> bool {
        match self {
            State::Open | State::Filled | State::Returned => true,
            State::Submitted
            | State::Checked
            | State::Accepted
            | State::Frozen
            | State::Withdrawn => false,
        }
    }

    /// Whether its figures stand for the year.
    pub const fn counts(self) -> bool {
        match self {
            State::Accepted | State::Frozen => true,
            State::Open
            | State::Filled
            | State::Submitted
            | State::Checked
            | State::Returned
            | State::Withdrawn => false,
        }
    }
}

/// The state `step` moves a return to.
pub fn next(state: State, step: Step) -> Result<State, Refused> {
    follow(state, step, steps(state))
}

/// No wildcard arm: a new state does not compile until its steps are decided here.
const fn steps(state: State) -> &'static [(Step, State)] {
    use {State as S, Step::*};
    match state {
        S::Open => &[
            (Prefill, S::Open),
            (Fill, S::Filled),
            (Remind, S::Open),
            (MarkOverdue, S::Open),
            (Withdraw, S::Withdrawn),
        ],
        S::Filled => &[
            (Prefill, S::Filled),
            (Fill, S::Filled),
            (Submit, S::Submitted),
            (Remind, S::Filled),
            (MarkOverdue, S::Filled),
            (Withdraw, S::Withdrawn),
        ],
        S::Submitted => &[
            (Check, S::Checked),
            (SendBack, S::Returned),
            (Withdraw, S::Withdrawn),
        ],
        S::Checked => &[
            (Accept, S::Accepted),
            (SendBack, S::Returned),
            (Withdraw, S::Withdrawn),
        ],
        S::Returned => &[
            (Prefill, S::Returned),
            (Fill, S::Filled),
            (Remind, S::Returned),
            (MarkOverdue, S::Returned),
            (Withdraw, S::Withdrawn),
        ],
        S::Accepted => &[(Freeze, S::Frozen)],
        S::Frozen | S::Withdrawn => &[],
    }
}

#[cfg(test)]
mod tests {
    use kezhuan_law::chart::assert_follows;

    use super::*;

    #[rustfmt::skip]
    fn rule_book(step: Step) -> &'static [(State, State)] {
        use {State::*, Step as S};
        match step {
            S::Prefill => &[(Open, Open), (Filled, Filled), (Returned, Returned)],
            S::Fill => &[(Open, Filled), (Filled, Filled), (Returned, Filled)],
            S::Submit => &[(Filled, Submitted)],
            S::Check => &[(Submitted, Checked)],
            S::Accept => &[(Checked, Accepted)],
            S::SendBack => &[(Submitted, Returned), (Checked, Returned)],
            S::Freeze => &[(Accepted, Frozen)],
            S::Remind => &[(Open, Open), (Filled, Filled), (Returned, Returned)],
            S::MarkOverdue => &[(Open, Open), (Filled, Filled), (Returned, Returned)],
            S::Withdraw => &[
                (Open, Withdrawn), (Filled, Withdrawn), (Submitted, Withdrawn), (Checked, Withdrawn), (Returned, Withdrawn),
            ],
        }
    }

    #[test]
    fn the_chart_is_followed_in_every_state() {
        assert_follows(State::ALL, Step::ALL, next, rule_book);
    }
}
