//! The states of a grant claim, its steps, and the chart that joins them: the incentive claim's.
use kezhuan_law::chart::follow;
use kezhuan_law::code_list::code_list;
use kezhuan_law::refused::Refused;

code_list! {
    /// Where a claim stands.
    State {
        Draft = "DRAFT", "草稿", "a draft";
        Filed = "FILED", "已提交", "filed";
        /// The rule failed or its answer was refused: a person computes, or asks again.
        Manual = "MANUAL", "待人工处理", "with a person";
        Computed = "COMPUTED", "已核算", "computed";
        Approved = "APPROVED", "已审核", "approved";
        Published = "PUBLISHED", "公示中", "published";
        Suspended = "SUSPENDED", "异议处理中", "suspended";
        Paid = "PAID", "已拨付", "paid";
        Recovering = "RECOVERING", "追回中", "being recovered";
        Recovered = "RECOVERED", "已追回", "recovered";
        Refused = "REFUSED", "不予支持", "refused";
        Withdrawn = "WITHDRAWN", "已撤回", "withdrawn";
    }
}

code_list! {
    /// What can happen to it.
    Step {
        File = "FILE", "提交申请", "be filed";
        Compute = "COMPUTE", "核算金额", "be computed";
        SendToManual = "SEND_TO_MANUAL", "转人工处理", "be sent to a person";
        ComputeByHand = "COMPUTE_BY_HAND", "人工核算", "be computed by hand";
        AskAgain = "ASK_AGAIN", "重新按规则核算", "be asked of the rule again";
        Refuse = "REFUSE", "不予支持", "be refused";
        Approve = "APPROVE", "审核通过", "be approved";
        Publish = "PUBLISH", "公示", "be published";
        Object = "OBJECT", "提出异议", "be objected to";
        DismissObjection = "DISMISS_OBJECTION", "驳回异议", "have its objection dismissed";
        UpholdObjection = "UPHOLD_OBJECTION", "支持异议", "have its objection upheld";
        Pay = "PAY", "拨付", "be paid";
        RecordBreach = "RECORD_BREACH", "登记违约", "be recovered for a breach";
        RecordPartRecovery = "RECORD_PART_RECOVERY", "登记部分追回", "be recorded as recovered in part";
        RecordRecovery = "RECORD_RECOVERY", "登记追回", "be recorded as recovered";
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
        S::Draft => &[(File, S::Filed), (Withdraw, S::Withdrawn)],
        S::Filed => &[
            (Compute, S::Computed),
            (SendToManual, S::Manual),
            (Withdraw, S::Withdrawn),
        ],
        S::Manual => &[
            (ComputeByHand, S::Computed),
            (AskAgain, S::Filed),
            (Withdraw, S::Withdrawn),
        ],
        S::Computed => &[
            (Refuse, S::Refused),
            (Approve, S::Approved),
            (Withdraw, S::Withdrawn),
        ],
        S::Approved => &[(Publish, S::Published)],
        S::Published => &[(Object, S::Suspended), (Pay, S::Paid)],
        S::Suspended => &[
            (DismissObjection, S::Approved),
            (UpholdObjection, S::Refused),
        ],
        S::Paid => &[(RecordBreach, S::Recovering)],
        S::Recovering => &[
            (RecordPartRecovery, S::Recovering),
            (RecordRecovery, S::Recovered),
        ],
        S::Recovered | S::Refused | S::Withdrawn => &[],
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
            S::File => &[(Draft, Filed)],
            S::Compute => &[(Filed, Computed)],
            S::SendToManual => &[(Filed, Manual)],
            S::ComputeByHand => &[(Manual, Computed)],
            S::AskAgain => &[(Manual, Filed)],
            S::Refuse => &[(Computed, Refused)],
            S::Approve => &[(Computed, Approved)],
            S::Publish => &[(Approved, Published)],
            S::Object => &[(Published, Suspended)],
            S::DismissObjection => &[(Suspended, Approved)],
            S::UpholdObjection => &[(Suspended, Refused)],
            S::Pay => &[(Published, Paid)],
            S::RecordBreach => &[(Paid, Recovering)],
            S::RecordPartRecovery => &[(Recovering, Recovering)],
            S::RecordRecovery => &[(Recovering, Recovered)],
            S::Withdraw => &[(Draft, Withdrawn), (Filed, Withdrawn), (Computed, Withdrawn), (Manual, Withdrawn)],
        }
    }

    #[test]
    fn the_chart_is_followed_in_every_state() {
        assert_follows(State::ALL, Step::ALL, next, rule_book);
    }
}
