//! The states of a contract, and what is over once they are reached.
use crate::domain::code_list::code_list;

code_list! {
    /// Where a contract stands.
    State {
        Draft = "DRAFT", "草稿", "draft";
        Submitted = "SUBMITTED", "已提交", "submitted";
        Returned = "RETURNED", "已退回补正", "returned for correction";
        Lapsed = "LAPSED", "逾期未补正失效", "lapsed";
        NotAccepted = "NOT_ACCEPTED", "不予受理", "not accepted";
        Accepted = "ACCEPTED", "已受理", "accepted";
        AwaitingSupplement = "AWAITING_SUPPLEMENT", "待补充材料", "awaiting a supplement";
        FirstReviewed = "FIRST_REVIEWED", "已初审", "first reviewed";
        ExpertReview = "EXPERT_REVIEW", "专家评审中", "with experts";
        Registered = "REGISTERED", "已登记", "registered";
        Rejected = "REJECTED", "未予登记", "not registered";
        Withdrawn = "WITHDRAWN", "已撤回", "withdrawn";
        AmendmentPending = "AMENDMENT_PENDING", "变更审核中", "registered, amendment pending";
        Deregistered = "DEREGISTERED", "已注销登记", "deregistered";
        Annulled = "ANNULLED", "已撤销登记", "annulled";
        /// A rule failed; a person decides, or the rule is asked again.
        Manual = "MANUAL", "待人工处理", "with a person";
    }
}

impl State {
    /// Whether the contract counts as registered.
    pub const fn is_in_force(self) -> bool {
        matches!(self, State::Registered | State::AmendmentPending)
    }

    /// Whether a decision of the office can be appealed (复核).
    pub const fn is_refusal(self) -> bool {
        matches!(self, State::NotAccepted | State::Rejected)
    }

    /// Whether the case is closed for good: no step leads on, and nothing can be appealed.
    pub const fn is_closed(self) -> bool {
        matches!(
            self,
            State::Lapsed | State::Withdrawn | State::Deregistered | State::Annulled
        )
    }

    /// Whether the office is working against its time limit.
    pub const fn is_under_review(self) -> bool {
        matches!(
            self,
            State::Accepted
                | State::AwaitingSupplement
                | State::FirstReviewed
                | State::ExpertReview
                | State::Manual
        )
    }
}
