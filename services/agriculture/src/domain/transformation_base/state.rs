//! The states of a base, its steps, and the chart that joins them.
use crate::domain::chart::follow;
use crate::domain::code_list::code_list;
use crate::domain::refused::Refused;

code_list! {
    /// Where a base stands.
    State {
        Draft = "DRAFT", "草稿", "a draft";
        Applied = "APPLIED", "已申报", "applied for";
        Recommended = "RECOMMENDED", "已推荐", "recommended";
        /// A rule failed or its answer was refused: a person decides, or has it asked again.
        Manual = "MANUAL", "待人工处理", "with a person";
        Proposed = "PROPOSED", "公示中", "proposed";
        /// Somebody objected to the proposal.
        Suspended = "SUSPENDED", "公示有异议", "suspended";
        Accredited = "ACCREDITED", "已认定", "accredited";
        Rectifying = "RECTIFYING", "整改中", "being rectified";
        Warned = "WARNED", "已警告", "warned";
        Renewing = "RENEWING", "复核续期中", "being renewed";
        Expired = "EXPIRED", "已到期", "expired";
        Delisted = "DELISTED", "已摘牌", "delisted";
        Refused = "REFUSED", "不予认定", "refused";
        Withdrawn = "WITHDRAWN", "已撤回", "withdrawn";
    }
}

code_list! {
    /// What can happen to it.
    Step {
        Apply = "APPLY", "申报", "be applied for";
        Recommend = "RECOMMEND", "推荐", "be recommended";
        Refuse = "REFUSE", "不予认定", "be refused";
        AssignExperts = "ASSIGN_EXPERTS", "指派专家", "be given experts";
        DeclareConflict = "DECLARE_CONFLICT", "申报回避", "have an expert recused";
        Score = "SCORE", "评分", "be scored";
        Propose = "PROPOSE", "拟认定并公示", "be proposed";
        FindUnfit = "FIND_UNFIT", "认定不符合条件", "be found unfit";
        ReportFailure = "REPORT_FAILURE", "登记规则故障", "be reported as failed by a rule";
        AskAgain = "ASK_AGAIN", "重新询问规则", "be asked of the rule again";
        Object = "OBJECT", "提出异议", "be objected to";
        DismissObjection = "DISMISS_OBJECTION", "驳回异议", "have the objection dismissed";
        UpholdObjection = "UPHOLD_OBJECTION", "采纳异议", "have the objection upheld";
        UpholdAgainstRenewal = "UPHOLD_AGAINST_RENEWAL", "采纳对续期的异议", "have the objection to its renewal upheld";
        Accredit = "ACCREDIT", "认定挂牌", "be accredited";
        Keep = "KEEP", "考核通过", "pass its assessment";
        Rectify = "RECTIFY", "要求整改", "be asked to rectify";
        Warn = "WARN", "警告", "be warned";
        Delist = "DELIST", "考核不合格摘牌", "be delisted after two failures";
        PassRectification = "PASS_RECTIFICATION", "整改通过", "pass its rectification";
        FailRectification = "FAIL_RECTIFICATION", "整改不通过", "fail its rectification";
        DelistForFraud = "DELIST_FOR_FRAUD", "弄虚作假摘牌", "be delisted for fraud";
        FileRenewal = "FILE_RENEWAL", "申请续期", "be filed for renewal";
        EndTermToRenew = "END_TERM_TO_RENEW", "期满转续期", "be renewed at the end of its term";
        Expire = "EXPIRE", "期满终止", "expire";
        Remind = "REMIND", "提醒", "be reminded";
        Withdraw = "WITHDRAW", "撤回", "be withdrawn";
    }
}

impl State {
    /// Whether nothing happens to it any more.
    pub const fn is_over(self) -> bool {
        matches!(
            self,
            State::Expired | State::Delisted | State::Refused | State::Withdrawn
        )
    }
}

/// The state `step` moves a base to; of one in MANUAL it depends on where that came from.
pub fn next(state: State, came_from: Option<State>, step: Step) -> Result<State, Refused> {
    follow(state, step, steps(state, came_from))
}

/// No wildcard arm: a new state does not compile until its steps are decided here.
const fn steps(state: State, came_from: Option<State>) -> &'static [(Step, State)] {
    use {State as S, Step::*};
    match state {
        S::Draft => &[(Apply, S::Applied), (Withdraw, S::Withdrawn)],
        S::Applied => &[
            (Recommend, S::Recommended),
            (Refuse, S::Refused),
            (Withdraw, S::Withdrawn),
        ],
        S::Recommended => &[
            (AssignExperts, S::Recommended),
            (DeclareConflict, S::Recommended),
            (Score, S::Recommended),
            (Propose, S::Proposed),
            (FindUnfit, S::Refused),
            (ReportFailure, S::Manual),
            (Refuse, S::Refused),
            (Withdraw, S::Withdrawn),
        ],
        S::Manual => manual_steps(came_from),
        S::Proposed => &[
            (Object, S::Suspended),
            (Accredit, S::Accredited),
            (Remind, S::Proposed),
            (Withdraw, S::Withdrawn),
        ],
        S::Suspended => &[
            (DismissObjection, S::Proposed),
            (UpholdObjection, S::Refused),
            (UpholdAgainstRenewal, S::Expired),
            (Withdraw, S::Withdrawn),
        ],
        S::Accredited | S::Rectifying | S::Warned => plated_steps(state),
        S::Renewing => &[
            (AssignExperts, S::Renewing),
            (DeclareConflict, S::Renewing),
            (Score, S::Renewing),
            (Propose, S::Proposed),
            (FindUnfit, S::Expired),
            (ReportFailure, S::Manual),
            (Refuse, S::Expired),
            (Withdraw, S::Withdrawn),
        ],
        S::Expired | S::Delisted | S::Refused | S::Withdrawn => &[],
    }
}

/// What happens to a base that carries its plate.
const fn plated_steps(state: State) -> &'static [(Step, State)] {
    use {State as S, Step::*};
    match state {
        S::Accredited => &[
            (Keep, S::Accredited),
            (Rectify, S::Rectifying),
            (Warn, S::Warned),
            (ReportFailure, S::Manual),
            (DelistForFraud, S::Delisted),
            (FileRenewal, S::Accredited),
            (EndTermToRenew, S::Renewing),
            (Expire, S::Expired),
            (Remind, S::Accredited),
        ],
        S::Rectifying => &[
            (PassRectification, S::Accredited),
            (FailRectification, S::Warned),
            (DelistForFraud, S::Delisted),
            (Expire, S::Expired),
            (Remind, S::Rectifying),
        ],
        S::Warned => &[
            (Keep, S::Accredited),
            (Rectify, S::Rectifying),
            (Delist, S::Delisted),
            (ReportFailure, S::Manual),
            (DelistForFraud, S::Delisted),
            (Expire, S::Expired),
            (Remind, S::Warned),
        ],
        S::Draft
        | S::Applied
        | S::Recommended
        | S::Manual
        | S::Proposed
        | S::Suspended
        | S::Renewing
        | S::Expired
        | S::Delisted
        | S::Refused
        | S::Withdrawn => &[],
    }
}

/// What the blocked step allows, by a person in the rule's place.
const fn manual_steps(came_from: Option<State>) -> &'static [(Step, State)] {
    use {State as S, Step::*};
    match came_from {
        Some(S::Recommended) => &[
            (Propose, S::Proposed),
            (FindUnfit, S::Refused),
            (AskAgain, S::Recommended),
            (Withdraw, S::Withdrawn),
        ],
        Some(S::Renewing) => &[
            (Propose, S::Proposed),
            (FindUnfit, S::Expired),
            (AskAgain, S::Renewing),
            (Withdraw, S::Withdrawn),
        ],
        Some(S::Accredited) => &[
            (Keep, S::Accredited),
            (Rectify, S::Rectifying),
            (Warn, S::Warned),
            (AskAgain, S::Accredited),
        ],
        Some(S::Warned) => &[
            (Keep, S::Accredited),
            (Rectify, S::Rectifying),
            (Delist, S::Delisted),
            (AskAgain, S::Warned),
        ],
        Some(
            S::Draft
            | S::Applied
            | S::Manual
            | S::Proposed
            | S::Suspended
            | S::Rectifying
            | S::Expired
            | S::Delisted
            | S::Refused
            | S::Withdrawn,
        )
        | None => &[],
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
            S::Apply => &[(Draft, Applied)],
            S::Recommend => &[(Applied, Recommended)],
            S::Refuse => &[(Applied, Refused), (Recommended, Refused), (Renewing, Expired)],
            S::AssignExperts | S::DeclareConflict | S::Score => {
                &[(Recommended, Recommended), (Renewing, Renewing)]
            }
            S::Propose => &[(Recommended, Proposed), (Renewing, Proposed)],
            S::FindUnfit => &[(Recommended, Refused), (Renewing, Expired)],
            S::ReportFailure => &[
                (Recommended, Manual), (Renewing, Manual), (Accredited, Manual), (Warned, Manual),
            ],
            S::AskAgain => &[],
            S::Object => &[(Proposed, Suspended)],
            S::DismissObjection => &[(Suspended, Proposed)],
            S::UpholdObjection => &[(Suspended, Refused)],
            S::UpholdAgainstRenewal => &[(Suspended, Expired)],
            S::Accredit => &[(Proposed, Accredited)],
            S::Keep => &[(Accredited, Accredited), (Warned, Accredited)],
            S::Rectify => &[(Accredited, Rectifying), (Warned, Rectifying)],
            S::Warn => &[(Accredited, Warned)],
            S::Delist => &[(Warned, Delisted)],
            S::PassRectification => &[(Rectifying, Accredited)],
            S::FailRectification => &[(Rectifying, Warned)],
            S::DelistForFraud => &[(Accredited, Delisted), (Rectifying, Delisted), (Warned, Delisted)],
            S::FileRenewal => &[(Accredited, Accredited)],
            S::EndTermToRenew => &[(Accredited, Renewing)],
            S::Expire => &[(Accredited, Expired), (Rectifying, Expired), (Warned, Expired)],
            S::Remind => &[
                (Proposed, Proposed), (Accredited, Accredited), (Rectifying, Rectifying), (Warned, Warned),
            ],
            S::Withdraw => &[
                (Draft, Withdrawn), (Applied, Withdrawn), (Recommended, Withdrawn), (Proposed, Withdrawn),
                (Suspended, Withdrawn), (Renewing, Withdrawn),
            ],
        }
    }

    /// What MANUAL allows, by where it came from.
    #[rustfmt::skip]
    fn manual_rule_book(step: Step) -> &'static [(State, State)] {
        use {State::*, Step as S};
        match step {
            S::Propose => &[(Recommended, Proposed), (Renewing, Proposed)],
            S::FindUnfit => &[(Recommended, Refused), (Renewing, Expired)],
            S::AskAgain => &[
                (Recommended, Recommended), (Renewing, Renewing), (Accredited, Accredited), (Warned, Warned),
            ],
            S::Withdraw => &[(Recommended, Withdrawn), (Renewing, Withdrawn)],
            S::Keep => &[(Accredited, Accredited), (Warned, Accredited)],
            S::Rectify => &[(Accredited, Rectifying), (Warned, Rectifying)],
            S::Warn => &[(Accredited, Warned)],
            S::Delist => &[(Warned, Delisted)],
            S::Apply | S::Recommend | S::Refuse | S::AssignExperts | S::DeclareConflict | S::Score
            | S::ReportFailure | S::Object | S::DismissObjection | S::UpholdObjection
            | S::UpholdAgainstRenewal | S::Accredit | S::PassRectification | S::FailRectification
            | S::DelistForFraud | S::FileRenewal | S::EndTermToRenew | S::Expire | S::Remind => &[],
        }
    }

    #[test]
    fn the_chart_is_followed_in_every_state() {
        assert_follows(
            State::ALL,
            Step::ALL,
            |state, step| next(state, None, step),
            rule_book,
        );
    }

    #[test]
    fn manual_leads_on_from_where_it_came() {
        let from = |came_from, step| next(State::Manual, Some(came_from), step);
        assert_follows(State::ALL, Step::ALL, from, manual_rule_book);
    }
}
