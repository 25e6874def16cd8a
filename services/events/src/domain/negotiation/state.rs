//! The states of a negotiation, its steps, and the chart that joins them.
use crate::domain::chart::follow;
use crate::domain::code_list::code_list;
use crate::domain::refused::Refused;

code_list! {
    /// Where a negotiation stands.
    State {
        Suggested = "SUGGESTED", "已推荐", "suggested";
        Negotiating = "NEGOTIATING", "洽谈中", "negotiating";
        Intent = "INTENT", "达成意向", "at a signed intent";
        Contracted = "CONTRACTED", "已签合同", "contracted";
        Closed = "CLOSED", "已结束", "closed";
    }
}

code_list! {
    /// What can happen to it.
    Step {
        AcceptFirst = "ACCEPT_FIRST", "由一方接受", "be accepted by one side";
        AcceptLast = "ACCEPT_LAST", "由双方接受", "be accepted by both sides";
        Talk = "TALK", "记录洽谈", "have talks recorded";
        ProposeIntent = "PROPOSE_INTENT", "提出意向", "have an intent proposed";
        SignIntent = "SIGN_INTENT", "签署意向", "have an intent signed";
        FollowUp = "FOLLOW_UP", "填报跟踪情况", "be reported on";
        NameContract = "NAME_CONTRACT", "关联合同", "have a contract named";
        DropContract = "DROP_CONTRACT", "撤下合同", "lose the contract it names";
        LinkContract = "LINK_CONTRACT", "确认合同登记", "be linked to a registered contract";
        JudgeAgain = "JUDGE_AGAIN", "重新认定成效", "be judged again";
        Remind = "REMIND", "发送提醒", "be reminded of";
        End = "END", "终止", "be ended";
        CloseIdle = "CLOSE_IDLE", "因长期无进展结束", "be closed as idle";
        EndWithEvent = "END_WITH_EVENT", "随活动取消而结束", "be ended with its event";
    }
}

/// The state `step` moves a negotiation to.
pub fn next(state: State, step: Step) -> Result<State, Refused> {
    follow(state, step, steps(state))
}

/// No wildcard arm: a new state does not compile until its steps are decided here.
const fn steps(state: State) -> &'static [(Step, State)] {
    use {State as S, Step::*};
    match state {
        S::Suggested => &[
            (AcceptFirst, S::Suggested),
            (AcceptLast, S::Negotiating),
            (Remind, S::Suggested),
            (End, S::Closed),
            (CloseIdle, S::Closed),
            (EndWithEvent, S::Closed),
        ],
        S::Negotiating => &[
            (Talk, S::Negotiating),
            (ProposeIntent, S::Negotiating),
            (SignIntent, S::Intent),
            (FollowUp, S::Negotiating),
            (Remind, S::Negotiating),
            (End, S::Closed),
            (CloseIdle, S::Closed),
            (EndWithEvent, S::Closed),
        ],
        S::Intent => &[
            (Talk, S::Intent),
            (FollowUp, S::Intent),
            (Remind, S::Intent),
            (NameContract, S::Intent),
            (DropContract, S::Intent),
            (LinkContract, S::Contracted),
            (End, S::Closed),
            (CloseIdle, S::Closed),
            (EndWithEvent, S::Closed),
        ],
        S::Contracted => &[(JudgeAgain, S::Contracted), (DropContract, S::Intent)],
        S::Closed => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::chart::assert_follows;

    fn rule_book(step: Step) -> &'static [(State, State)] {
        use {State::*, Step as S};
        match step {
            S::AcceptFirst => &[(Suggested, Suggested)],
            S::AcceptLast => &[(Suggested, Negotiating)],
            S::Talk | S::FollowUp => &[(Negotiating, Negotiating), (Intent, Intent)],
            S::Remind => &[
                (Suggested, Suggested),
                (Negotiating, Negotiating),
                (Intent, Intent),
            ],
            S::ProposeIntent => &[(Negotiating, Negotiating)],
            S::SignIntent => &[(Negotiating, Intent)],
            S::NameContract => &[(Intent, Intent)],
            S::DropContract => &[(Intent, Intent), (Contracted, Intent)],
            S::LinkContract => &[(Intent, Contracted)],
            S::JudgeAgain => &[(Contracted, Contracted)],
            S::End | S::CloseIdle | S::EndWithEvent => {
                &[(Suggested, Closed), (Negotiating, Closed), (Intent, Closed)]
            }
        }
    }

    #[test]
    fn the_chart_is_followed_in_every_state() {
        assert_follows(State::ALL, Step::ALL, next, rule_book);
    }
}
