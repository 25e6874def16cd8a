//! The chart of a matching run.
use crate::domain::chart::follow;
use crate::domain::code_list::code_list;
use crate::domain::refused::Refused;

code_list! {
    /// Where a run stands.
    State {
        Running = "RUNNING", "匹配中", "running";
        Manual = "MANUAL", "待人工处理", "waiting for a person";
        Done = "DONE", "已完成", "done";
        Cancelled = "CANCELLED", "已取消", "cancelled";
    }
}

code_list! {
    /// What can happen to it.
    Step {
        Finish = "FINISH", "完成", "be finished";
        FailRule = "FAIL_RULE", "转人工处理", "go to a person";
        AskAgain = "ASK_AGAIN", "重新询问规则", "have its rule asked again";
        TakeBaseline = "TAKE_BASELINE", "采用基准匹配", "be decided by a person";
        Cancel = "CANCEL", "取消", "be cancelled";
    }
}

/// The state `step` moves a run to.
pub fn next(state: State, step: Step) -> Result<State, Refused> {
    let ways: &[(Step, State)] = match state {
        State::Running => &[
            (Step::Finish, State::Done),
            (Step::FailRule, State::Manual),
            (Step::Cancel, State::Cancelled),
        ],
        State::Manual => &[
            (Step::AskAgain, State::Running),
            (Step::TakeBaseline, State::Done),
            (Step::Cancel, State::Cancelled),
        ],
        State::Done | State::Cancelled => &[],
    };
    follow(state, step, ways)
}
