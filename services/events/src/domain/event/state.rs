//! The states of an event, its steps, and the chart that joins them.
use crate::domain::chart::follow;
use crate::domain::code_list::code_list;
use crate::domain::refused::Refused;

code_list! {
    /// Where an event stands.
    State {
        Draft = "DRAFT", "草稿", "drafted";
        Approved = "APPROVED", "已批准", "approved";
        Open = "OPEN", "报名中", "open for registration";
        ClosedRegistration = "CLOSED_REG", "报名已截止", "closed for registration";
        Running = "RUNNING", "进行中", "running";
        Finished = "FINISHED", "已结束", "finished";
        FollowUp = "FOLLOW_UP", "跟踪中", "followed up";
        Archived = "ARCHIVED", "已归档", "archived";
        Cancelled = "CANCELLED", "已取消", "cancelled";
    }
}

code_list! {
    /// What can happen to it.
    Step {
        Edit = "EDIT", "修改", "be changed";
        Approve = "APPROVE", "批准", "be approved";
        RecordPermit = "RECORD_PERMIT", "登记安全许可", "have its permit recorded";
        OpenRegistration = "OPEN_REGISTRATION", "开放报名", "be opened for registration";
        CloseRegistration = "CLOSE_REGISTRATION", "截止报名", "be closed for registration";
        ChangeQuota = "CHANGE_QUOTA", "调整名额", "have its places changed";
        Start = "START", "开始", "begin";
        Finish = "FINISH", "结束", "end";
        FollowUp = "FOLLOW_UP", "转入跟踪", "be followed up";
        Archive = "ARCHIVE", "归档", "be archived";
        Cancel = "CANCEL", "取消", "be cancelled";
    }
}

/// The state `step` moves an event to.
pub fn next(state: State, step: Step) -> Result<State, Refused> {
    follow(state, step, steps(state))
}

/// No wildcard arm: a new state does not compile until its steps are decided here.
const fn steps(state: State) -> &'static [(Step, State)] {
    use {State as S, Step::*};
    match state {
        S::Draft => &[
            (Edit, S::Draft),
            (Approve, S::Approved),
            (Cancel, S::Cancelled),
        ],
        S::Approved => &[
            (RecordPermit, S::Approved),
            (ChangeQuota, S::Approved),
            (OpenRegistration, S::Open),
            (Cancel, S::Cancelled),
        ],
        S::Open => &[
            (RecordPermit, S::Open),
            (ChangeQuota, S::Open),
            (CloseRegistration, S::ClosedRegistration),
            (Cancel, S::Cancelled),
        ],
        S::ClosedRegistration => &[
            (RecordPermit, S::ClosedRegistration),
            (ChangeQuota, S::ClosedRegistration),
            (Start, S::Running),
            (Cancel, S::Cancelled),
        ],
        S::Running => &[(Finish, S::Finished)],
        S::Finished => &[(Step::FollowUp, S::FollowUp)],
        S::FollowUp => &[(Archive, S::Archived)],
        S::Archived | S::Cancelled => &[],
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
            Edit => &[(S::Draft, S::Draft)],
            Approve => &[(S::Draft, S::Approved)],
            RecordPermit | ChangeQuota => &[
                (S::Approved, S::Approved), (S::Open, S::Open), (S::ClosedRegistration, S::ClosedRegistration),
            ],
            OpenRegistration => &[(S::Approved, S::Open)],
            CloseRegistration => &[(S::Open, S::ClosedRegistration)],
            Start => &[(S::ClosedRegistration, S::Running)],
            Finish => &[(S::Running, S::Finished)],
            Step::FollowUp => &[(S::Finished, S::FollowUp)],
            Archive => &[(S::FollowUp, S::Archived)],
            Cancel => &[
                (S::Draft, S::Cancelled), (S::Approved, S::Cancelled), (S::Open, S::Cancelled),
                (S::ClosedRegistration, S::Cancelled),
            ],
        }
    }

    #[test]
    fn the_chart_is_followed_in_every_state() {
        assert_follows(State::ALL, Step::ALL, next, rule_book);
    }
}
