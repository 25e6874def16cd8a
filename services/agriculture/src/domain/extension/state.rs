//! The states of an extension, its steps, and the chart that joins them.
use crate::domain::chart::follow;
use crate::domain::code_list::code_list;
use crate::domain::refused::Refused;

code_list! {
    /// Where an extension stands.
    State {
        Open = "OPEN", "登记中", "open";
        Reported = "REPORTED", "已上报", "reported";
        Confirmed = "CONFIRMED", "已确认", "confirmed";
        Withdrawn = "WITHDRAWN", "已撤回", "withdrawn";
    }
}

code_list! {
    /// What can happen to it.
    Step {
        Record = "RECORD", "登记农户与地块", "take households and plots";
        Strike = "STRIKE", "剔除地块", "lose plots";
        Train = "TRAIN", "登记培训", "take a training";
        Report = "REPORT", "上报", "be reported";
        Confirm = "CONFIRM", "确认", "be confirmed";
        SendBack = "SEND_BACK", "退回", "be sent back";
        Withdraw = "WITHDRAW", "撤回", "be withdrawn";
    }
}

/// The state `step` moves an extension to.
pub fn next(state: State, step: Step) -> Result<State, Refused> {
    follow(state, step, steps(state))
}

/// No wildcard arm: a new state does not compile until its steps are decided here.
const fn steps(state: State) -> &'static [(Step, State)] {
    use {State as S, Step::*};
    match state {
        S::Open => &[
            (Record, S::Open),
            (Strike, S::Open),
            (Train, S::Open),
            (Report, S::Reported),
            (Withdraw, S::Withdrawn),
        ],
        S::Reported => &[
            (Confirm, S::Confirmed),
            (SendBack, S::Open),
            (Withdraw, S::Withdrawn),
        ],
        S::Confirmed | S::Withdrawn => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::chart::assert_follows;

    fn rule_book(step: Step) -> &'static [(State, State)] {
        use {State::*, Step as S};
        match step {
            S::Record | S::Strike | S::Train => &[(Open, Open)],
            S::Report => &[(Open, Reported)],
            S::Confirm => &[(Reported, Confirmed)],
            S::SendBack => &[(Reported, Open)],
            S::Withdraw => &[(Open, Withdrawn), (Reported, Withdrawn)],
        }
    }

    #[test]
    fn the_chart_is_followed_in_every_state() {
        assert_follows(State::ALL, Step::ALL, next, rule_book);
    }
}
