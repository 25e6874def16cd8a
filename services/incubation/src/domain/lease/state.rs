//! The states of a lease, its steps, and the chart that joins them.
use kezhuan_law::chart::follow;
use kezhuan_law::code_list::code_list;
use kezhuan_law::refused::Refused;

code_list! {
    /// Where a lease stands.
    State {
        Offered = "OFFERED", "待签", "offered";
        Signed = "SIGNED", "已签", "signed";
        Active = "ACTIVE", "履行中", "active";
        Ended = "ENDED", "到期终止", "ended";
        Terminated = "TERMINATED", "提前终止", "terminated";
    }
}

code_list! {
    /// What can happen to it.
    Step {
        SignFirst = "SIGN_FIRST", "由一方签约", "be signed by one side";
        Sign = "SIGN", "签约", "be signed";
        Start = "START", "开始履行", "start";
        End = "END", "到期终止", "end";
        Terminate = "TERMINATE", "提前终止", "be terminated";
    }
}

/// The state `step` moves a lease to.
pub fn next(state: State, step: Step) -> Result<State, Refused> {
    follow(state, step, steps(state))
}

/// No wildcard arm: a new state does not compile until its steps are decided here.
const fn steps(state: State) -> &'static [(Step, State)] {
    use {State as S, Step::*};
    match state {
        S::Offered => &[
            (SignFirst, S::Offered),
            (Sign, S::Signed),
            (Terminate, S::Terminated),
        ],
        S::Signed => &[(Start, S::Active), (Terminate, S::Terminated)],
        S::Active => &[(End, S::Ended), (Terminate, S::Terminated)],
        S::Ended | S::Terminated => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kezhuan_law::chart::assert_follows;

    fn rule_book(step: Step) -> &'static [(State, State)] {
        use {State::*, Step as S};
        match step {
            S::SignFirst => &[(Offered, Offered)],
            S::Sign => &[(Offered, Signed)],
            S::Start => &[(Signed, Active)],
            S::End => &[(Active, Ended)],
            S::Terminate => &[
                (Offered, Terminated),
                (Signed, Terminated),
                (Active, Terminated),
            ],
        }
    }

    #[test]
    fn the_chart_is_followed_in_every_state() {
        assert_follows(State::ALL, Step::ALL, next, rule_book);
    }
}
