//! The states of a demonstration, its steps, and the chart that joins them.
use crate::domain::chart::follow;
use crate::domain::code_list::code_list;
use crate::domain::refused::Refused;

code_list! {
    /// Where a demonstration stands.
    State {
        Planned = "PLANNED", "已计划", "planned";
        Running = "RUNNING", "实施中", "running";
        Measured = "MEASURED", "已测产", "measured";
        Accepted = "ACCEPTED", "已验收", "accepted";
        Extended = "EXTENDED", "已推广", "extended";
        Withdrawn = "WITHDRAWN", "已撤回", "withdrawn";
    }
}

code_list! {
    /// What can happen to it.
    Step {
        Start = "START", "开始实施", "be started";
        Measure = "MEASURE", "测产", "be measured";
        Accept = "ACCEPT", "验收", "be accepted";
        Extend = "EXTEND", "推广", "be extended";
        Withdraw = "WITHDRAW", "撤回", "be withdrawn";
    }
}

/// The state `step` moves a demonstration to.
pub fn next(state: State, step: Step) -> Result<State, Refused> {
    follow(state, step, steps(state))
}

/// No wildcard arm: a new state does not compile until its steps are decided here.
const fn steps(state: State) -> &'static [(Step, State)] {
    use {State as S, Step::*};
    match state {
        S::Planned => &[(Start, S::Running), (Withdraw, S::Withdrawn)],
        S::Running => &[(Measure, S::Measured), (Withdraw, S::Withdrawn)],
        S::Measured => &[(Accept, S::Accepted), (Withdraw, S::Withdrawn)],
        S::Accepted => &[(Extend, S::Extended)],
        S::Extended | S::Withdrawn => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::chart::assert_follows;

    fn rule_book(step: Step) -> &'static [(State, State)] {
        use {State::*, Step as S};
        match step {
            S::Start => &[(Planned, Running)],
            S::Measure => &[(Running, Measured)],
            S::Accept => &[(Measured, Accepted)],
            S::Extend => &[(Accepted, Extended)],
            S::Withdraw => &[
                (Planned, Withdrawn),
                (Running, Withdrawn),
                (Measured, Withdrawn),
            ],
        }
    }

    #[test]
    fn the_chart_is_followed_in_every_state() {
        assert_follows(State::ALL, Step::ALL, next, rule_book);
    }
}
