//! The ways out, and the life of one delivery. Pure.
use kezhuan_law::chart::follow;
use kezhuan_law::code_list::code_list;
use kezhuan_law::refused::Refused;

code_list! {
    /// Beside the room.
    Channel {
        Mail = "MAIL", "邮件", "mail";
        Sms = "SMS", "短信", "text message";
    }
}

code_list! {
    /// Of what is sent.
    Language {
        Zh = "ZH", "中文", "Chinese";
        En = "EN", "英文", "English";
    }
}

code_list! {
    /// Where a delivery stands.
    State {
        Pending = "PENDING", "待发送", "waiting to be sent";
        Sending = "SENDING", "发送中", "being sent";
        Sent = "SENT", "已发送", "sent";
        Failed = "FAILED", "发送失败", "failed";
        Uncertain = "UNCERTAIN", "结果不明", "of unknown outcome";
        Dropped = "DROPPED", "已放弃", "dropped";
    }
}

code_list! {
    /// What can happen to it.
    Step {
        Take = "TAKE", "取出发送", "be taken up";
        Succeed = "SUCCEED", "发送成功", "be sent";
        Postpone = "POSTPONE", "稍后再发", "be put off";
        Refuse = "REFUSE", "被拒收", "be refused";
        LoseSight = "LOSE_SIGHT", "失去结果", "lose its outcome";
        Drop = "DROP", "放弃", "be dropped";
        SendAgain = "SEND_AGAIN", "重新发送", "be sent again";
    }
}

/// The state `step` moves a delivery to.
pub fn next(state: State, step: Step) -> Result<State, Refused> {
    let ways: &[(Step, State)] = match state {
        State::Pending => &[(Step::Take, State::Sending), (Step::Drop, State::Dropped)],
        State::Sending => &[
            (Step::Succeed, State::Sent),
            (Step::Postpone, State::Pending),
            (Step::Refuse, State::Failed),
            (Step::LoseSight, State::Uncertain),
            (Step::Drop, State::Dropped),
        ],
        State::Uncertain => &[
            // The answer came after all, to the process that had asked.
            (Step::Succeed, State::Sent),
            (Step::SendAgain, State::Pending),
            (Step::Drop, State::Dropped),
        ],
        State::Failed => &[
            (Step::SendAgain, State::Pending),
            (Step::Drop, State::Dropped),
        ],
        State::Sent | State::Dropped => &[],
    };
    follow(state, step, ways)
}

/// What an attempt came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    Sent,
    /// Not taken, and worth another attempt.
    NotNow(String),
    /// Not taken, whatever is done.
    Refused(String),
    /// Nobody knows whether it was taken.
    Unknown(String),
}

/// What follows from an attempt: the step, and where it is put off the pause in seconds. `tries` counts this one.
pub fn after(outcome: &Outcome, tries: i32, retry_s: &[u32]) -> (Step, u32) {
    match outcome {
        Outcome::Sent => (Step::Succeed, 0),
        Outcome::Refused(_) => (Step::Refuse, 0),
        Outcome::Unknown(_) => (Step::LoseSight, 0),
        Outcome::NotNow(_) => {
            let place = usize::try_from(tries.saturating_sub(1)).ok();
            match place.and_then(|place| retry_s.get(place)) {
                Some(pause) => (Step::Postpone, *pause),
                None => (Step::Refuse, 0),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use kezhuan_law::chart::assert_follows;

    use super::*;

    #[test]
    fn the_chart_is_the_rule_book() {
        use State::{Dropped, Failed, Pending, Sending, Sent, Uncertain};
        assert_follows(State::ALL, Step::ALL, next, |step| match step {
            Step::Take => &[(Pending, Sending)],
            Step::Succeed => &[(Sending, Sent), (Uncertain, Sent)],
            Step::Postpone => &[(Sending, Pending)],
            Step::Refuse => &[(Sending, Failed)],
            Step::LoseSight => &[(Sending, Uncertain)],
            Step::Drop => &[
                (Pending, Dropped),
                (Sending, Dropped),
                (Uncertain, Dropped),
                (Failed, Dropped),
            ],
            Step::SendAgain => &[(Uncertain, Pending), (Failed, Pending)],
        });
    }

    #[test]
    fn only_what_was_surely_not_taken_is_tried_again() {
        let text = || "421".to_owned();
        assert_eq!(
            after(&Outcome::NotNow(text()), 1, &[60, 600]),
            (Step::Postpone, 60)
        );
        assert_eq!(
            after(&Outcome::NotNow(text()), 2, &[60, 600]),
            (Step::Postpone, 600)
        );
        assert_eq!(
            after(&Outcome::NotNow(text()), 3, &[60, 600]),
            (Step::Refuse, 0)
        );
        assert_eq!(
            after(&Outcome::Unknown(text()), 1, &[60]),
            (Step::LoseSight, 0)
        );
        assert_eq!(
            after(&Outcome::Refused(text()), 1, &[60]),
            (Step::Refuse, 0)
        );
        assert_eq!(after(&Outcome::Sent, 1, &[60]), (Step::Succeed, 0));
    }
}
