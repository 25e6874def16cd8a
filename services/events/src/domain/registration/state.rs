//! The states of a registration, its steps, and the chart that joins them.
use crate::domain::chart::follow;
use crate::domain::code_list::code_list;
use crate::domain::refused::Refused;

code_list! {
    /// Where a registration stands.
    State {
        Requested = "REQUESTED", "已提交", "requested";
        /// The rule failed: a person decides, or it is asked again.
        Manual = "MANUAL", "待人工处理", "with a person";
        Confirmed = "CONFIRMED", "已确认", "confirmed";
        Waitlisted = "WAITLISTED", "候补", "waitlisted";
        Attended = "ATTENDED", "已签到", "attended";
        NoShow = "NO_SHOW", "未到场", "absent";
        Refused = "REFUSED", "不予接受", "refused";
        Cancelled = "CANCELLED", "已取消", "cancelled";
    }
}

code_list! {
    /// What can happen to it.
    Step {
        Confirm = "CONFIRM", "确认", "be confirmed";
        Wait = "WAIT", "列入候补", "be waitlisted";
        Refuse = "REFUSE", "不予接受", "be refused";
        SendToManual = "SEND_TO_MANUAL", "转人工处理", "be sent to a person";
        ConfirmByHand = "CONFIRM_BY_HAND", "人工确认", "be confirmed by hand";
        WaitByHand = "WAIT_BY_HAND", "人工列入候补", "be waitlisted by hand";
        RefuseByHand = "REFUSE_BY_HAND", "人工不予接受", "be refused by hand";
        AskAgain = "ASK_AGAIN", "重新按规则审核", "be asked of the rule again";
        Promote = "PROMOTE", "候补转正", "be promoted";
        CheckIn = "CHECK_IN", "签到", "be checked in";
        MarkAbsent = "MARK_ABSENT", "记为未到场", "be marked absent";
        Cancel = "CANCEL", "取消报名", "be cancelled";
        CancelWithEvent = "CANCEL_WITH_EVENT", "随活动取消", "be cancelled with the event";
    }
}

/// The state `step` moves a registration to.
pub fn next(state: State, step: Step) -> Result<State, Refused> {
    follow(state, step, steps(state))
}

/// No wildcard arm: a new state does not compile until its steps are decided here.
const fn steps(state: State) -> &'static [(Step, State)] {
    use {State as S, Step::*};
    match state {
        S::Requested => &[
            (Confirm, S::Confirmed),
            (Wait, S::Waitlisted),
            (Refuse, S::Refused),
            (SendToManual, S::Manual),
            (Cancel, S::Cancelled),
        ],
        S::Manual => &[
            (ConfirmByHand, S::Confirmed),
            (WaitByHand, S::Waitlisted),
            (RefuseByHand, S::Refused),
            (AskAgain, S::Requested),
            (Cancel, S::Cancelled),
            (CancelWithEvent, S::Cancelled),
        ],
        S::Waitlisted => &[
            (Promote, S::Confirmed),
            (Cancel, S::Cancelled),
            (CancelWithEvent, S::Cancelled),
        ],
        S::Confirmed => &[
            (CheckIn, S::Attended),
            (MarkAbsent, S::NoShow),
            (Cancel, S::Cancelled),
            (CancelWithEvent, S::Cancelled),
        ],
        // By the door of another session.
        S::Attended => &[(CheckIn, S::Attended)],
        S::NoShow | S::Refused | S::Cancelled => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::chart::assert_follows;

    #[rustfmt::skip]
    fn rule_book(step: Step) -> &'static [(State, State)] {
        use {State as S, Step::*};
        match step {
            Confirm => &[(S::Requested, S::Confirmed)],
            Wait => &[(S::Requested, S::Waitlisted)],
            Step::Refuse => &[(S::Requested, S::Refused)],
            SendToManual => &[(S::Requested, S::Manual)],
            ConfirmByHand => &[(S::Manual, S::Confirmed)],
            WaitByHand => &[(S::Manual, S::Waitlisted)],
            RefuseByHand => &[(S::Manual, S::Refused)],
            AskAgain => &[(S::Manual, S::Requested)],
            Promote => &[(S::Waitlisted, S::Confirmed)],
            CheckIn => &[(S::Confirmed, S::Attended), (S::Attended, S::Attended)],
            MarkAbsent => &[(S::Confirmed, S::NoShow)],
            Cancel => &[
                (S::Requested, S::Cancelled), (S::Manual, S::Cancelled), (S::Waitlisted, S::Cancelled),
                (S::Confirmed, S::Cancelled),
            ],
            CancelWithEvent => &[
                (S::Manual, S::Cancelled), (S::Waitlisted, S::Cancelled), (S::Confirmed, S::Cancelled),
            ],
        }
    }

    #[test]
    fn the_chart_is_followed_in_every_state() {
        assert_follows(State::ALL, Step::ALL, next, rule_book);
    }
}
