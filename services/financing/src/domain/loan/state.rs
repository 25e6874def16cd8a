//! The states of a loan, its steps, and the chart that joins them.
use crate::domain::chart::follow;
use crate::domain::code_list::code_list;
use crate::domain::refused::Refused;

code_list! {
    /// Where a loan stands.
    State {
        Contracted = "CONTRACTED", "已签约待放款", "contracted";
        Active = "ACTIVE", "正常", "active";
        Overdue = "OVERDUE", "逾期", "overdue";
        Defaulted = "DEFAULTED", "违约", "defaulted";
        InDisposal = "IN_DISPOSAL", "处置中", "in disposal";
        Repaid = "REPAID", "已结清", "repaid";
        Renewed = "RENEWED", "已无还本续贷", "renewed";
        ClosedFull = "CLOSED_FULL", "处置结清", "closed in full";
        ClosedLoss = "CLOSED_LOSS", "处置后核销", "closed with a loss";
    }
}

code_list! {
    /// What can happen to it.
    Step {
        Disburse = "DISBURSE", "放款", "be disbursed";
        FileWithPool = "FILE_WITH_POOL", "向资金池备案", "be filed with the pool";
        PayInstalment = "PAY_INSTALMENT", "归还部分", "have an instalment paid";
        RepayAll = "REPAY_ALL", "结清", "be repaid";
        Extend = "EXTEND", "展期", "be extended";
        Renew = "RENEW", "无还本续贷", "be renewed";
        MissDue = "MISS_DUE", "登记逾期", "become overdue";
        Cure = "CURE", "补足逾期", "be cured";
        Collect = "COLLECT", "登记回收", "have money collected";
        Default = "DEFAULT", "认定违约", "be in default";
        Dispose = "DISPOSE", "处置", "be disposed of";
        CloseFull = "CLOSE_FULL", "处置结清", "be closed in full";
        CloseLoss = "CLOSE_LOSS", "核销", "be closed with a loss";
    }
}

/// The state `step` moves a loan to.
pub fn next(state: State, step: Step) -> Result<State, Refused> {
    follow(state, step, steps(state))
}

/// No wildcard arm: a new state does not compile until its steps are decided here.
const fn steps(state: State) -> &'static [(Step, State)] {
    use {State as S, Step::*};
    match state {
        S::Contracted => &[(Disburse, S::Active)],
        S::Active => &[
            (FileWithPool, S::Active),
            (PayInstalment, S::Active),
            (RepayAll, S::Repaid),
            (Extend, S::Active),
            (Renew, S::Renewed),
            (MissDue, S::Overdue),
        ],
        // Money that comes in without curing changes what is owed, not where the loan stands.
        S::Overdue => &[
            (Cure, S::Active),
            (Collect, S::Overdue),
            (Default, S::Defaulted),
        ],
        S::Defaulted => &[(Collect, S::Defaulted), (Dispose, S::InDisposal)],
        S::InDisposal => &[
            (Collect, S::InDisposal),
            (CloseFull, S::ClosedFull),
            (CloseLoss, S::ClosedLoss),
        ],
        S::Repaid | S::Renewed | S::ClosedFull | S::ClosedLoss => &[],
    }
}

impl State {
    /// Whether money is owed and late.
    pub const fn is_late(self) -> bool {
        match self {
            State::Overdue | State::Defaulted | State::InDisposal => true,
            State::Contracted
            | State::Active
            | State::Repaid
            | State::Renewed
            | State::ClosedFull
            | State::ClosedLoss => false,
        }
    }

    /// Whether nothing can happen to it any more.
    pub const fn is_over(self) -> bool {
        steps(self).is_empty()
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
            S::Disburse => &[(Contracted, Active)],
            S::FileWithPool | S::PayInstalment | S::Extend => &[(Active, Active)],
            S::RepayAll => &[(Active, Repaid)],
            S::Renew => &[(Active, Renewed)],
            S::MissDue => &[(Active, Overdue)],
            S::Cure => &[(Overdue, Active)],
            S::Collect => &[(Overdue, Overdue), (Defaulted, Defaulted), (InDisposal, InDisposal)],
            S::Default => &[(Overdue, Defaulted)],
            S::Dispose => &[(Defaulted, InDisposal)],
            S::CloseFull => &[(InDisposal, ClosedFull)],
            S::CloseLoss => &[(InDisposal, ClosedLoss)],
        }
    }

    #[test]
    fn the_chart_is_followed_in_every_state() {
        assert_follows(State::ALL, Step::ALL, next, rule_book);
    }
}
