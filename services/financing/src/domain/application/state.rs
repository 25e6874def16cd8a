//! The states of an application, its steps, and the chart that joins them.
use crate::domain::chart::follow;
use crate::domain::code_list::code_list;
use crate::domain::refused::Refused;

code_list! {
    /// Where an application stands.
    State {
        Draft = "DRAFT", "草稿", "a draft";
        Submitted = "SUBMITTED", "已提交", "submitted";
        /// The rule failed or its answer was refused: a person decides, or has it asked again.
        Manual = "MANUAL", "待人工审查", "with a person";
        Eligible = "ELIGIBLE", "符合条件", "eligible";
        Ineligible = "INELIGIBLE", "不符合条件", "not eligible";
        Valued = "VALUED", "已评估", "valued";
        InCreditReview = "IN_CREDIT_REVIEW", "授信审查中", "in credit review";
        Approved = "APPROVED", "已批准", "approved";
        Declined = "DECLINED", "未批准", "declined";
        Contracted = "CONTRACTED", "已签约", "contracted";
        Lapsed = "LAPSED", "逾期未签约失效", "lapsed";
        Withdrawn = "WITHDRAWN", "已撤回", "withdrawn";
    }
}

code_list! {
    /// What can happen to it.
    Step {
        Submit = "SUBMIT", "提交", "be submitted";
        FindEligible = "FIND_ELIGIBLE", "认定符合条件", "be found eligible";
        FindIneligible = "FIND_INELIGIBLE", "认定不符合条件", "be found not eligible";
        ReportFailure = "REPORT_FAILURE", "登记规则故障", "be reported as failed by a rule";
        AskAgain = "ASK_AGAIN", "重新按规则审查", "be asked of the rule again";
        Value = "VALUE", "评估", "be valued";
        Review = "REVIEW", "授信审查", "be reviewed";
        Approve = "APPROVE", "批准", "be approved";
        Decline = "DECLINE", "不予批准", "be declined";
        SignFirst = "SIGN_FIRST", "由一方签约", "be signed by one side";
        Sign = "SIGN", "签约", "be signed";
        Lapse = "LAPSE", "逾期失效", "lapse";
        Withdraw = "WITHDRAW", "撤回", "be withdrawn";
    }
}

/// The state `step` moves an application to.
pub fn next(state: State, step: Step) -> Result<State, Refused> {
    follow(state, step, steps(state))
}

/// No wildcard arm: a new state does not compile until its steps are decided here.
const fn steps(state: State) -> &'static [(Step, State)] {
    use {State as S, Step::*};
    match state {
        S::Draft => &[(Submit, S::Submitted), (Withdraw, S::Withdrawn)],
        S::Submitted => &[
            (FindEligible, S::Eligible),
            (FindIneligible, S::Ineligible),
            // Neither yes nor no: a person looks at it.
            (ReportFailure, S::Manual),
            (Withdraw, S::Withdrawn),
        ],
        S::Manual => &[
            (FindEligible, S::Eligible),
            (FindIneligible, S::Ineligible),
            (AskAgain, S::Submitted),
            (Withdraw, S::Withdrawn),
        ],
        S::Eligible => &[(Value, S::Valued), (Withdraw, S::Withdrawn)],
        S::Valued => &[(Review, S::InCreditReview), (Withdraw, S::Withdrawn)],
        S::InCreditReview => &[
            (Approve, S::Approved),
            (Decline, S::Declined),
            (Withdraw, S::Withdrawn),
        ],
        S::Approved => &[
            (SignFirst, S::Approved),
            (Sign, S::Contracted),
            (Lapse, S::Lapsed),
        ],
        S::Ineligible | S::Declined | S::Contracted | S::Lapsed | S::Withdrawn => &[],
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
            S::Submit => &[(Draft, Submitted)],
            S::FindEligible => &[(Submitted, Eligible), (Manual, Eligible)],
            S::FindIneligible => &[(Submitted, Ineligible), (Manual, Ineligible)],
            S::ReportFailure => &[(Submitted, Manual)],
            S::AskAgain => &[(Manual, Submitted)],
            S::Value => &[(Eligible, Valued)],
            S::Review => &[(Valued, InCreditReview)],
            S::Approve => &[(InCreditReview, Approved)],
            S::Decline => &[(InCreditReview, Declined)],
            S::SignFirst => &[(Approved, Approved)],
            S::Sign => &[(Approved, Contracted)],
            S::Lapse => &[(Approved, Lapsed)],
            S::Withdraw => &[
                (Draft, Withdrawn), (Submitted, Withdrawn), (Manual, Withdrawn), (Eligible, Withdrawn),
                (Valued, Withdrawn), (InCreditReview, Withdrawn),
            ],
        }
    }

    #[test]
    fn the_chart_is_followed_in_every_state() {
        assert_follows(State::ALL, Step::ALL, next, rule_book);
    }
}
