//! The states of a pledge, its steps, and the chart that joins them.
use crate::domain::chart::follow;
use crate::domain::code_list::code_list;
use crate::domain::refused::Refused;

code_list! {
    /// Where a pledge stands.
    State {
        Prepared = "PREPARED", "待申请登记", "prepared";
        Filed = "FILED", "已申请登记", "filed";
        Correcting = "CORRECTING", "补正中", "being corrected";
        Refused = "REFUSED", "不予登记", "refused";
        Effective = "EFFECTIVE", "质权已设立", "effective";
        Releasing = "RELEASING", "注销申请中", "being released";
        Released = "RELEASED", "已注销", "released";
        Realised = "REALISED", "已实现质权", "realised";
        Withdrawn = "WITHDRAWN", "已撤回", "withdrawn";
    }
}

code_list! {
    /// What can happen to it.
    Step {
        AgreeToFile = "AGREE_TO_FILE", "由一方同意申请登记", "be agreed to by one side";
        File = "FILE", "申请登记", "be filed";
        FindDefect = "FIND_DEFECT", "通知补正", "be sent back for correction";
        Refile = "REFILE", "补正后再申请", "be filed again";
        Register = "REGISTER", "登记", "be registered";
        Refuse = "REFUSE", "不予登记", "be refused";
        Change = "CHANGE", "变更登记", "be changed";
        RequestRelease = "REQUEST_RELEASE", "申请注销", "be asked to be released";
        Release = "RELEASE", "注销登记", "be released";
        Realise = "REALISE", "实现质权", "be realised";
        Withdraw = "WITHDRAW", "撤回申请", "be withdrawn";
    }
}

/// The state `step` moves a pledge to.
pub fn next(state: State, step: Step) -> Result<State, Refused> {
    follow(state, step, steps(state))
}

/// No wildcard arm: a new state does not compile until its steps are decided here.
const fn steps(state: State) -> &'static [(Step, State)] {
    use {State as S, Step::*};
    match state {
        S::Prepared => &[
            (AgreeToFile, S::Prepared),
            (File, S::Filed),
            (Withdraw, S::Withdrawn),
        ],
        S::Filed => &[
            (FindDefect, S::Correcting),
            (Register, S::Effective),
            (Refuse, S::Refused),
            (Withdraw, S::Withdrawn),
        ],
        S::Correcting => &[(Refile, S::Filed), (Withdraw, S::Withdrawn)],
        S::Effective => &[
            (Change, S::Effective),
            (RequestRelease, S::Releasing),
            (Realise, S::Realised),
        ],
        S::Releasing => &[(Release, S::Released)],
        S::Refused | S::Released | S::Realised | S::Withdrawn => &[],
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
            S::AgreeToFile => &[(Prepared, Prepared)],
            S::File => &[(Prepared, Filed)],
            S::FindDefect => &[(Filed, Correcting)],
            S::Refile => &[(Correcting, Filed)],
            S::Register => &[(Filed, Effective)],
            S::Refuse => &[(Filed, Refused)],
            S::Change => &[(Effective, Effective)],
            S::RequestRelease => &[(Effective, Releasing)],
            S::Release => &[(Releasing, Released)],
            S::Realise => &[(Effective, Realised)],
            S::Withdraw => &[(Prepared, Withdrawn), (Filed, Withdrawn), (Correcting, Withdrawn)],
        }
    }

    #[test]
    fn the_chart_is_followed_in_every_state() {
        assert_follows(State::ALL, Step::ALL, next, rule_book);
    }
}
