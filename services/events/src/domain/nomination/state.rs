//! The states of a nomination, its steps, and the chart that joins them.
use crate::domain::chart::follow;
use crate::domain::code_list::code_list;
use crate::domain::refused::Refused;

code_list! {
    /// Where a nomination stands.
    State {
        Draft = "DRAFT", "草稿", "a draft";
        Filed = "FILED", "已提名", "filed";
        Valid = "VALID", "形式审查通过", "valid";
        Manual = "MANUAL", "待人工处理", "waiting for a person";
        Scored = "SCORED", "专家评审完成", "scored";
        Proposed = "PROPOSED", "评审委员会建议授奖", "proposed";
        Published = "PUBLISHED", "公示中", "published";
        Disputed = "DISPUTED", "有异议", "disputed";
        Awarded = "AWARDED", "已授奖", "awarded";
        Invalid = "INVALID", "形式审查不通过", "invalid";
        Dropped = "DROPPED", "不予授奖", "dropped";
        Revoked = "REVOKED", "已撤销", "revoked";
        Withdrawn = "WITHDRAWN", "已撤回", "withdrawn";
    }
}

code_list! {
    /// What can happen to it.
    Step {
        Edit = "EDIT", "修改", "be changed";
        PostNotice = "POST_NOTICE", "发布提名公示", "be announced by its nominator";
        RecordObjection = "RECORD_OBJECTION", "记录提名公示异议", "have an objection to its nominator recorded";
        DismissLocally = "DISMISS_LOCALLY", "驳回提名公示异议", "have an objection dismissed by its nominator";
        UpholdLocally = "UPHOLD_LOCALLY", "支持提名公示异议", "have an objection upheld by its nominator";
        File = "FILE", "提名", "be filed";
        Pass = "PASS", "通过形式审查", "pass its check";
        Refuse = "REFUSE", "不予受理", "be refused";
        AssignExperts = "ASSIGN_EXPERTS", "指派专家", "be given experts";
        DeclareConflict = "DECLARE_CONFLICT", "申报利益冲突", "have a conflict declared";
        Score = "SCORE", "评分", "be scored";
        Conclude = "CONCLUDE", "汇总评分", "have its scores concluded";
        ReportFailure = "REPORT_FAILURE", "转人工处理", "go to a person";
        AskAgain = "ASK_AGAIN", "重新询问规则", "have its rule asked again";
        Propose = "PROPOSE", "建议授奖", "be proposed";
        Drop = "DROP", "不予授奖", "be dropped";
        Publish = "PUBLISH", "公示", "be published";
        Object = "OBJECT", "提出异议", "be objected to";
        DismissObjection = "DISMISS_OBJECTION", "驳回异议", "have its objection dismissed";
        UpholdObjection = "UPHOLD_OBJECTION", "支持异议", "have its objection upheld";
        Award = "AWARD", "授奖", "be awarded";
        AssessPrize = "ASSESS_PRIZE", "核定奖金", "have its prize assessed";
        Revoke = "REVOKE", "撤销", "have its award revoked";
        Remind = "REMIND", "提醒", "be told of";
        Withdraw = "WITHDRAW", "撤回", "be withdrawn";
    }
}

code_list! {
    /// The step that waits for a person.
    Block {
        Assignment = "ASSIGNMENT", "指派专家", "the assignment of experts";
        Scoring = "SCORING", "汇总评分", "what the scores come to";
        Prize = "PRIZE", "核定奖金", "what the prize comes to";
    }
}

/// The state `step` moves a nomination to; `blocked` is what waits while it is MANUAL.
pub fn next(state: State, blocked: Option<Block>, step: Step) -> Result<State, Refused> {
    match state {
        State::Manual => follow(state, step, manual_steps(blocked)),
        State::Draft
        | State::Filed
        | State::Valid
        | State::Scored
        | State::Proposed
        | State::Published
        | State::Disputed
        | State::Awarded
        | State::Invalid
        | State::Dropped
        | State::Revoked
        | State::Withdrawn => follow(state, step, steps(state)),
    }
}

/// Why nobody decides in a rule's place while nothing waits for them.
pub fn nothing_waits(state: State) -> Refused {
    let from = state.name();
    Refused::new(
        "STATE_FORBIDS",
        format!("当前状态“{}”没有待人工处理的事项", from.zh),
        format!("what is {} waits for no person in a rule's place", from.en),
    )
    .with("state", state.as_str())
}

/// No wildcard arm: a new state does not compile until its steps are decided here.
const fn steps(state: State) -> &'static [(Step, State)] {
    use {State as S, Step::*};
    match state {
        S::Draft => &[
            (Edit, S::Draft),
            (PostNotice, S::Draft),
            (RecordObjection, S::Draft),
            (DismissLocally, S::Draft),
            (UpholdLocally, S::Withdrawn),
            (File, S::Filed),
            (Withdraw, S::Withdrawn),
        ],
        S::Filed => &[
            (Pass, S::Valid),
            (Refuse, S::Invalid),
            (Withdraw, S::Withdrawn),
        ],
        S::Valid => &[
            (AssignExperts, S::Valid),
            (DeclareConflict, S::Valid),
            (Score, S::Valid),
            (Conclude, S::Scored),
            (ReportFailure, S::Manual),
            (Drop, S::Dropped),
            (Remind, S::Valid),
            (Withdraw, S::Withdrawn),
        ],
        S::Scored => &[
            (Propose, S::Proposed),
            (Drop, S::Dropped),
            (Withdraw, S::Withdrawn),
        ],
        S::Proposed => &[
            (Publish, S::Published),
            (Drop, S::Dropped),
            (Withdraw, S::Withdrawn),
        ],
        S::Published => &[
            (Object, S::Disputed),
            (Award, S::Awarded),
            (Remind, S::Published),
            (Withdraw, S::Withdrawn),
        ],
        S::Disputed => &[
            (DismissObjection, S::Proposed),
            (UpholdObjection, S::Dropped),
            (Withdraw, S::Withdrawn),
        ],
        S::Awarded => &[
            (AssessPrize, S::Awarded),
            (ReportFailure, S::Manual),
            (Revoke, S::Revoked),
        ],
        S::Manual | S::Invalid | S::Dropped | S::Revoked | S::Withdrawn => &[],
    }
}

/// What the blocked step allows, by a person in the rule's place.
const fn manual_steps(blocked: Option<Block>) -> &'static [(Step, State)] {
    use {State as S, Step::*};
    match blocked {
        Some(Block::Assignment) => &[
            (AssignExperts, S::Valid),
            (AskAgain, S::Valid),
            (Withdraw, S::Withdrawn),
        ],
        Some(Block::Scoring) => &[
            (Conclude, S::Scored),
            (AskAgain, S::Valid),
            (Withdraw, S::Withdrawn),
        ],
        Some(Block::Prize) => &[
            (AssessPrize, S::Awarded),
            (AskAgain, S::Awarded),
            (Revoke, S::Revoked),
        ],
        None => &[],
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
            S::Edit | S::PostNotice | S::RecordObjection | S::DismissLocally => &[(Draft, Draft)],
            S::UpholdLocally => &[(Draft, Withdrawn)],
            S::File => &[(Draft, Filed)],
            S::Pass => &[(Filed, Valid)],
            S::Refuse => &[(Filed, Invalid)],
            S::AssignExperts | S::DeclareConflict | S::Score => &[(Valid, Valid)],
            S::Conclude => &[(Valid, Scored)],
            S::ReportFailure => &[(Valid, Manual), (Awarded, Manual)],
            S::AssessPrize => &[(Awarded, Awarded)],
            S::AskAgain => &[],
            S::Propose => &[(Scored, Proposed)],
            S::Drop => &[(Valid, Dropped), (Scored, Dropped), (Proposed, Dropped)],
            S::Publish => &[(Proposed, Published)],
            S::Object => &[(Published, Disputed)],
            S::DismissObjection => &[(Disputed, Proposed)],
            S::UpholdObjection => &[(Disputed, Dropped)],
            S::Award => &[(Published, Awarded)],
            S::Revoke => &[(Awarded, Revoked)],
            S::Remind => &[(Valid, Valid), (Published, Published)],
            S::Withdraw => &[
                (Draft, Withdrawn), (Filed, Withdrawn), (Valid, Withdrawn), (Scored, Withdrawn),
                (Proposed, Withdrawn), (Published, Withdrawn), (Disputed, Withdrawn),
            ],
        }
    }

    #[test]
    fn the_chart_is_followed_in_every_state() {
        let unblocked = |state, step| next(state, None, step);
        assert_follows(State::ALL, Step::ALL, unblocked, rule_book);
    }

    #[test]
    fn manual_leads_on_by_what_waits() {
        use {State as S, Step::*};
        let books: [(Block, &[(Step, State)]); 3] = [
            (
                Block::Assignment,
                &[
                    (AssignExperts, S::Valid),
                    (AskAgain, S::Valid),
                    (Withdraw, S::Withdrawn),
                ],
            ),
            (
                Block::Scoring,
                &[
                    (Conclude, S::Scored),
                    (AskAgain, S::Valid),
                    (Withdraw, S::Withdrawn),
                ],
            ),
            (
                Block::Prize,
                &[
                    (AssessPrize, S::Awarded),
                    (AskAgain, S::Awarded),
                    (Revoke, S::Revoked),
                ],
            ),
        ];
        for (block, book) in books {
            for step in Step::ALL.iter().copied() {
                let expected = book.iter().find(|(one, _)| *one == step);
                let found = next(State::Manual, Some(block), step).ok();
                assert_eq!(found, expected.map(|(_, to)| *to), "{block:?} {step:?}");
            }
        }
    }
}
