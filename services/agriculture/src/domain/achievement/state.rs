//! The states of an achievement, its steps, and the chart that joins them.
use crate::domain::chart::follow;
use crate::domain::code_list::code_list;
use crate::domain::refused::Refused;

code_list! {
    /// Where an achievement stands.
    State {
        Proposed = "PROPOSED", "已申报", "proposed";
        Accepted = "ACCEPTED", "已认可", "accepted";
        Declined = "DECLINED", "未认可", "declined";
        TakenBack = "TAKEN_BACK", "已撤回", "taken back";
    }
}

code_list! {
    /// What can happen to it.
    Step {
        Accept = "ACCEPT", "认可", "be accepted";
        Decline = "DECLINE", "不予认可", "be declined";
        TakeBack = "TAKE_BACK", "撤回", "be taken back";
    }
}

/// The state `step` moves an achievement to.
pub fn next(state: State, step: Step) -> Result<State, Refused> {
    follow(state, step, steps(state))
}

/// No wildcard arm: a new state does not compile until its steps are decided here.
const fn steps(state: State) -> &'static [(Step, State)] {
    use {State as S, Step::*};
    match state {
        S::Proposed => &[
            (Accept, S::Accepted),
            (Decline, S::Declined),
            (TakeBack, S::TakenBack),
        ],
        S::Accepted | S::Declined | S::TakenBack => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::chart::assert_follows;

    fn rule_book(step: Step) -> &'static [(State, State)] {
        use {State::*, Step as S};
        match step {
            S::Accept => &[(Proposed, Accepted)],
            S::Decline => &[(Proposed, Declined)],
            S::TakeBack => &[(Proposed, TakenBack)],
        }
    }

    #[test]
    fn the_chart_is_followed_in_every_state() {
        assert_follows(State::ALL, Step::ALL, next, rule_book);
    }
}
