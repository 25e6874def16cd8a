//! Where a carrier stands, and which step leads where.
use crate::domain::chart;
use crate::domain::code_list::code_list;
use crate::domain::refused::Refused;

code_list! {
    /// Where a carrier stands, in the order of its life.
    State {
        Draft = "DRAFT", "草稿", "draft";
        Applied = "APPLIED", "已申请", "applied for";
        /// A rule failed: a person decides, or it is asked again.
        Manual = "MANUAL", "转人工", "in manual handling";
        Review = "REVIEW", "评审中", "in review";
        /// The public notice stands.
        Proposed = "PROPOSED", "公示中", "under public notice";
        Suspended = "SUSPENDED", "异议核查中", "suspended by an objection";
        Accredited = "ACCREDITED", "已认定", "accredited";
        Rectifying = "RECTIFYING", "限期整改", "rectifying";
        /// The status was taken away.
        Revoked = "REVOKED", "已取消资格", "revoked";
        Refused = "REFUSED", "不予认定", "refused";
        /// By the operator.
        Withdrawn = "WITHDRAWN", "已撤回", "withdrawn";
    }
}

code_list! {
    /// What can happen to it.
    Step {
        Update = "UPDATE", "修改信息", "be updated";
        Apply = "APPLY", "申请认定", "be applied for";
        Find = "FIND", "作出条件审查结论", "have its conditions found";
        SendToManual = "SEND_TO_MANUAL", "转人工", "be sent to a person";
        AskAboutApplication = "ASK_ABOUT_APPLICATION", "就申请重新询问规则", "have a rule asked about its application again";
        AskAboutAssessment = "ASK_ABOUT_ASSESSMENT", "就考核重新询问规则", "have a rule asked about its assessment again";
        Resolve = "RESOLVE", "人工作出条件审查结论", "have its conditions found by a person";
        Check = "CHECK", "形式审查通过", "pass the check";
        Refuse = "REFUSE", "不予认定", "be refused";
        Assign = "ASSIGN", "指派专家", "get experts";
        Recuse = "RECUSE", "专家回避", "lose an expert to a conflict";
        Score = "SCORE", "专家评分", "be scored";
        Propose = "PROPOSE", "公示", "be published";
        Object = "OBJECT", "提出异议", "be objected to";
        Dismiss = "DISMISS", "驳回异议", "have an objection dismissed";
        Uphold = "UPHOLD", "异议成立", "have an objection upheld";
        Accredit = "ACCREDIT", "认定", "be accredited";
        Record = "RECORD", "登记已有认定", "have an earlier accreditation recorded";
        Keep = "KEEP", "年度考核通过", "pass an assessment";
        Rectify = "RECTIFY", "责令整改", "be told to rectify";
        Drop = "DROP", "连续不合格取消资格", "lose its status by assessments";
        KeepByHand = "KEEP_BY_HAND", "人工评定考核通过", "be graded as passed by a person";
        RectifyByHand = "RECTIFY_BY_HAND", "人工评定责令整改", "be graded as insufficient by a person";
        DropByHand = "DROP_BY_HAND", "人工评定取消资格", "lose its status by a person's grade";
        PassRecheck = "PASS_RECHECK", "整改复核通过", "pass the re-check";
        FailRecheck = "FAIL_RECHECK", "整改复核未通过", "fail the re-check";
        EndRectification = "END_RECTIFICATION", "整改期满", "run out of time to rectify";
        Revoke = "REVOKE", "取消资格", "lose its status for fraud";
        ChangeGrade = "CHANGE_GRADE", "变更级别", "change its grade";
        Withdraw = "WITHDRAW", "撤回申请", "be withdrawn";
        ApplyForBase = "APPLY_FOR_BASE", "申请港澳台侨创新创业基地", "apply for the status of a base";
        DecideBase = "DECIDE_BASE", "决定港澳台侨创新创业基地", "get an answer on the status of a base";
    }
}

/// Where `step` leads.
pub fn next(state: State, step: Step) -> Result<State, Refused> {
    chart::follow(state, step, ways(state))
}

fn ways(state: State) -> &'static [(Step, State)] {
    use Step::*;
    match state {
        State::Draft => &[
            (Update, State::Draft),
            (Apply, State::Applied),
            (Record, State::Accredited),
            (Withdraw, State::Withdrawn),
        ],
        State::Applied => &[
            (Find, State::Applied),
            (SendToManual, State::Manual),
            (Check, State::Review),
            (Refuse, State::Refused),
            (Withdraw, State::Withdrawn),
        ],
        State::Manual => &[
            (AskAboutApplication, State::Applied),
            (AskAboutAssessment, State::Accredited),
            (Resolve, State::Applied),
            (KeepByHand, State::Accredited),
            (RectifyByHand, State::Rectifying),
            (DropByHand, State::Revoked),
            (Revoke, State::Revoked),
            (Withdraw, State::Withdrawn),
        ],
        State::Review => &[
            (Assign, State::Review),
            (Recuse, State::Review),
            (Score, State::Review),
            (Propose, State::Proposed),
            (Refuse, State::Refused),
            (Withdraw, State::Withdrawn),
        ],
        State::Proposed => &[
            (Object, State::Suspended),
            (Accredit, State::Accredited),
            (Withdraw, State::Withdrawn),
        ],
        State::Suspended => &[
            (Dismiss, State::Proposed),
            (Uphold, State::Refused),
            (Withdraw, State::Withdrawn),
        ],
        State::Accredited => &[
            (Update, State::Accredited),
            (SendToManual, State::Manual),
            (Keep, State::Accredited),
            (Rectify, State::Rectifying),
            (Drop, State::Revoked),
            (Revoke, State::Revoked),
            (ChangeGrade, State::Accredited),
            (ApplyForBase, State::Accredited),
            (DecideBase, State::Accredited),
        ],
        State::Rectifying => &[
            (Update, State::Rectifying),
            (PassRecheck, State::Accredited),
            (FailRecheck, State::Revoked),
            (EndRectification, State::Revoked),
            (Revoke, State::Revoked),
            (DecideBase, State::Rectifying),
        ],
        State::Revoked => const { &anew(State::Revoked) },
        State::Refused => const { &anew(State::Refused) },
        State::Withdrawn => const { &anew(State::Withdrawn) },
    }
}

/// A carrier is a place: what was refused, taken back or taken away may be applied for again, or recorded as given elsewhere.
const fn anew(from: State) -> [(Step, State); 3] {
    [
        (Step::Update, from),
        (Step::Apply, State::Applied),
        (Step::Record, State::Accredited),
    ]
}
