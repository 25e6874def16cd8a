//! The states of a reconciliation batch, its steps, and the chart that joins them.
use crate::domain::chart::follow;
use crate::domain::code_list::code_list;
use crate::domain::refused::Refused;

code_list! {
    /// Where a batch stands.
    State {
        Open = "OPEN", "待接收", "open";
        Loaded = "LOADED", "已接收", "loaded";
        Matched = "MATCHED", "对账相符", "matched";
        Diff = "DIFF", "对账有差异", "different";
        Closed = "CLOSED", "差异已处理", "closed";
    }
}

code_list! {
    /// What can happen to it.
    Step {
        Load = "LOAD", "接收对账文件", "be loaded";
        CompareAlike = "COMPARE_ALIKE", "核对相符", "be compared as matching";
        CompareDifferent = "COMPARE_DIFFERENT", "核对有差异", "be compared as different";
        ResolvePart = "RESOLVE_PART", "处理部分差异", "have a difference resolved";
        ResolveLast = "RESOLVE_LAST", "处理最后一项差异", "have its last difference resolved";
    }
}

/// The state `step` moves a batch to.
pub fn next(state: State, step: Step) -> Result<State, Refused> {
    follow(state, step, steps(state))
}

/// No wildcard arm: a new state does not compile until its steps are decided here.
const fn steps(state: State) -> &'static [(Step, State)] {
    use {State as S, Step::*};
    match state {
        S::Open => &[(Load, S::Loaded)],
        S::Loaded => &[(CompareAlike, S::Matched), (CompareDifferent, S::Diff)],
        S::Diff => &[(ResolvePart, S::Diff), (ResolveLast, S::Closed)],
        S::Matched | S::Closed => &[],
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
            S::Load => &[(Open, Loaded)],
            S::CompareAlike => &[(Loaded, Matched)],
            S::CompareDifferent => &[(Loaded, Diff)],
            S::ResolvePart => &[(Diff, Diff)],
            S::ResolveLast => &[(Diff, Closed)],
        }
    }

    #[test]
    fn the_chart_is_followed_in_every_state() {
        assert_follows(State::ALL, Step::ALL, next, rule_book);
    }
}
