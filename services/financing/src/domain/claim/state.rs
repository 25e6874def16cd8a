//! The states of a compensation claim, its steps, and the chart that joins them.
use crate::domain::chart::follow;
use crate::domain::code_list::code_list;
use crate::domain::refused::Refused;

code_list! {
    /// Where a claim stands.
    State {
        Filed = "FILED", "已申报", "filed";
        Verified = "VERIFIED", "已核实", "verified";
        Approved = "APPROVED", "已批准", "approved";
        Published = "PUBLISHED", "公示中", "published";
        Paid = "PAID", "已代偿", "paid";
        Recovering = "RECOVERING", "追偿中", "in recovery";
        Settled = "SETTLED", "已结案", "settled";
        Refused = "REFUSED", "不予代偿", "refused";
        Withdrawn = "WITHDRAWN", "已撤回", "withdrawn";
    }
}

code_list! {
    /// What can happen to it.
    Step {
        Verify = "VERIFY", "核实", "be verified";
        Refuse = "REFUSE", "不予代偿", "be refused";
        ApproveFirst = "APPROVE_FIRST", "由一个部门批准", "be approved by one authority";
        Approve = "APPROVE", "批准", "be approved";
        Publish = "PUBLISH", "公示", "be published";
        Pay = "PAY", "代偿", "be paid";
        Recover = "RECOVER", "登记追偿", "have a recovery shared";
        Settle = "SETTLE", "结案", "be settled";
        Withdraw = "WITHDRAW", "撤回", "be withdrawn";
    }
}

/// The state `step` moves a claim to.
pub fn next(state: State, step: Step) -> Result<State, Refused> {
    follow(state, step, steps(state))
}

/// No wildcard arm: a new state does not compile until its steps are decided here.
const fn steps(state: State) -> &'static [(Step, State)] {
    use {State as S, Step::*};
    match state {
        S::Filed => &[
            (Verify, S::Verified),
            (Refuse, S::Refused),
            (Withdraw, S::Withdrawn),
        ],
        S::Verified => &[
            (ApproveFirst, S::Verified),
            (Approve, S::Approved),
            (Withdraw, S::Withdrawn),
        ],
        S::Approved => &[(Publish, S::Published)],
        S::Published => &[(Pay, S::Paid)],
        S::Paid => &[(Recover, S::Recovering)],
        S::Recovering => &[(Recover, S::Recovering), (Settle, S::Settled)],
        S::Settled | S::Refused | S::Withdrawn => &[],
    }
}

impl State {
    /// Whether the loan's principal is carried by the claim: what comes in goes through it.
    pub const fn carries_the_loss(self) -> bool {
        match self {
            State::Verified
            | State::Approved
            | State::Published
            | State::Paid
            | State::Recovering
            | State::Settled => true,
            State::Filed | State::Refused | State::Withdrawn => false,
        }
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
            S::Verify => &[(Filed, Verified)],
            S::Refuse => &[(Filed, Refused)],
            S::ApproveFirst => &[(Verified, Verified)],
            S::Approve => &[(Verified, Approved)],
            S::Publish => &[(Approved, Published)],
            S::Pay => &[(Published, Paid)],
            S::Recover => &[(Paid, Recovering), (Recovering, Recovering)],
            S::Settle => &[(Recovering, Settled)],
            S::Withdraw => &[(Filed, Withdrawn), (Verified, Withdrawn)],
        }
    }

    #[test]
    fn the_chart_is_followed_in_every_state() {
        assert_follows(State::ALL, Step::ALL, next, rule_book);
    }
}
